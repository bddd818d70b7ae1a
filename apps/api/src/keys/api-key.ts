import { hash, timingSafeEqual } from 'node:crypto';
import { createId, randomBase62 } from '@reports/service';

/** What a client sends: `nl_<id>_<secret>`. The row of the key is `key_<id>`. */
export interface ApiKey {
  /** Of the row. */
  id: string;
  secret: string;
}

const keyPattern = /^nl_([0-9A-Za-z]{1,40})_([0-9A-Za-z]{16,100})$/;
/** 238 bits. */
const secretLength = 40;

/** The key in an `Authorization` header; undefined when there is none that could be one. */
export const readApiKey = (authorization: string | undefined): ApiKey | undefined => {
  if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
  const [, id, secret] = keyPattern.exec(authorization.slice('bearer '.length).trim()) ?? [];
  return id && secret ? { id: `key_${id}`, secret } : undefined;
};

/** A new key: its row's id and hash, and the text that is shown once. */
export const generateApiKey = (): { id: string; secretHash: Buffer; text: string } => {
  const id = createId('key');
  const secret = randomBase62(secretLength);
  return { id, secretHash: hashSecret(secret), text: `nl_${id.slice('key_'.length)}_${secret}` };
};

/** SHA-256: the secret is random and long, so a slow hash would protect nothing more. */
const hashSecret = (secret: string): Buffer => hash('sha256', secret, 'buffer');

/** Compares in constant time. */
export const isSecret = (secret: string, secretHash: Buffer): boolean =>
  timingSafeEqual(hashSecret(secret), secretHash);
