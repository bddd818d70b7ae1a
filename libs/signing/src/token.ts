import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * HMAC-SHA256 over a purpose and its parts, base64url: 43 characters. The purpose keeps a token for one kind of link from
 * passing for another; JSON keeps `["ab", "c"]` and `["a", "bc"]` apart.
 */
export const createToken = (signingKey: string, purpose: string, parts: readonly string[]): string =>
  createHmac('sha256', signingKey)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('base64url');

/** Whether one of the keys made the token. */
export const isTokenOf = (
  signingKeys: readonly string[],
  purpose: string,
  parts: readonly string[],
  token: string,
): boolean => signingKeys.some((signingKey) => isSameToken(createToken(signingKey, purpose, parts), token));

/** Compared as text, in constant time: base64url leaves bits of its last letter unused, so decoding would forgive a change. */
const isSameToken = (expected: string, given: string): boolean => {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
};
