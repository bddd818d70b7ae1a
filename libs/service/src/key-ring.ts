/** A key of AES-256, and the name under which what it encrypted says so. */
export interface NamedKey {
  id: string;
  key: Buffer;
}

const keyBytes = 32;

/** `id:base64` of 32 bytes each, by commas. Throws with what it must be. */
export const parseKeyRing = (text: string): NamedKey[] =>
  text.split(',').map((entry) => {
    const [, id, base64] = /^\s*(\w{1,32}):([\w+/=-]+)\s*$/.exec(entry) ?? [];
    const key = Buffer.from(base64 ?? '', 'base64');
    if (id === undefined || key.length !== keyBytes) {
      throw new Error('id:key pairs by commas, each key 32 bytes as base64 (openssl rand -base64 32)');
    }
    return { id, key };
  });
