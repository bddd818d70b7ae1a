import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Random bytes, drawn from the system many at a time: identifiers are made for every request. */
let pool = Buffer.alloc(0);
let used = 0;
const poolBytes = 4_096;

const randomByte = (): number => {
  if (used === pool.length) {
    pool = randomBytes(poolBytes);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  // No byte serves twice, nor stays where a dump of the memory would show it.
  pool[used] = 0;
  used += 1;
  return byte;
};

/** `length` random characters of 0-9, A-Z, a-z, each equally likely: 5.95 bits apiece. */
export const randomBase62 = (length: number): string => {
  let text = '';
  while (text.length < length) {
    const byte = randomByte();
    // 248 is the highest multiple of 62 in a byte: past it, the first letters would come more often.
    if (byte < 248) text += alphabet[byte % 62];
  }
  return text;
};

export type IdentifierPrefix = 'rpt' | 'ws' | 'key' | 'dlv' | 'whk' | 'evt' | 'req';

/** A new identifier, such as `rpt_8Xm3kL9wPq2T`: 12 characters, 71 bits. */
export const createId = (prefix: IdentifierPrefix): string => `${prefix}_${randomBase62(12)}`;
