import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` random characters of 0-9, A-Z, a-z, each equally likely: 5.95 bits apiece. */
export const randomBase62 = (length: number): string => {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the highest multiple of 62 in a byte: past it, the first letters would come more often.
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
};

export type IdentifierPrefix = 'rpt' | 'ws' | 'key' | 'dlv' | 'whk' | 'evt' | 'req';

/** A new identifier, such as `rpt_8Xm3kL9wPq2T`: 12 characters, 71 bits. */
export const createId = (prefix: IdentifierPrefix): string => `${prefix}_${randomBase62(12)}`;
