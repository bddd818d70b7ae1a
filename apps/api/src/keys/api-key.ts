import { hash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createId, randomBase62 } from '@reports/service';

/** What a client sends: `nl_<id>_<secret><checksum>`. The row of the key is `key_<id>`. */
export interface ApiKey {
  /** Of the row. */
  id: string;
  /** All that follows the id, its checksum included. */
  secret: string;
}

const keyPattern = /^nl_([0-9A-Za-z]{1,40})_([0-9A-Za-z]{16,100})$/;
/** 238 bits. */
const secretLength = 40;
/** As GitHub's tokens have it: what is mistyped, cut or made up is told from a key without asking the database. */
const checksumLength = 6;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 in base 62, six digits. It proves nothing: anybody can compute it. */
const checksumOf = (text: string): string => {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < checksumLength; place += 1) {
    written = `${digits[rest % 62]}${written}`;
    rest = Math.floor(rest / 62);
  }
  return written;
};

/** Keys made before there were checksums have shorter secrets, and stay valid. */
const hasItsChecksum = (text: string, secret: string): boolean =>
  secret.length !== secretLength + checksumLength ||
  text.endsWith(checksumOf(text.slice(0, -checksumLength)));

/** The key in an `Authorization` header; undefined when there is none that could be one. */
export const readApiKey = (authorization: string | undefined): ApiKey | undefined => {
  if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
  const text = authorization.slice('bearer '.length).trim();
  const [, id, secret] = keyPattern.exec(text) ?? [];
  return id && secret && hasItsChecksum(text, secret) ? { id: `key_${id}`, secret } : undefined;
};

/** A new key: its row's id and hash, and the text that is shown once. */
export const generateApiKey = (): { id: string; secretHash: Buffer; text: string } => {
  const id = createId('key');
  const head = `nl_${id.slice('key_'.length)}_`;
  const unchecked = `${head}${randomBase62(secretLength)}`;
  const text = `${unchecked}${checksumOf(unchecked)}`;
  return { id, secretHash: hashSecret(text.slice(head.length)), text };
};

/** SHA-256: the secret is random and long, so a slow hash would protect nothing more. */
const hashSecret = (secret: string): Buffer => hash('sha256', secret, 'buffer');

/** Compares in constant time. */
export const isSecret = (secret: string, secretHash: Buffer): boolean =>
  timingSafeEqual(hashSecret(secret), secretHash);
