import { customAlphabet } from 'nanoid';

/**
 * `length` random characters of 0-9, A-Z, a-z, each equally likely: 5.95 bits apiece. The bytes come from the system, many at
 * a time: identifiers are made for every request.
 */
export const randomBase62: (length: number) => string = customAlphabet(
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
);

export type IdentifierPrefix = 'rpt' | 'ws' | 'key' | 'dlv' | 'whk' | 'evt' | 'req' | 'era';

/** A new identifier, such as `rpt_8Xm3kL9wPq2T`: 12 characters, 71 bits. */
export const createId = (prefix: IdentifierPrefix): string => `${prefix}_${randomBase62(12)}`;
