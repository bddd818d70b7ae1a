import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA256 of `id.timestamp.body` with each secret. While a secret is being replaced there
 * are two, and so two signatures: the receiver takes the message if either is right.
 */
export const signMessage = ({
  id,
  body,
  secrets,
  now,
}: {
  id: string;
  body: string;
  /** `whsec_` and base64. */
  secrets: readonly string[];
  now: Date;
}): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> => {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const sign = (secret: string) =>
    createHmac('sha256', Buffer.from(secret.slice(secret.startsWith(prefix) ? prefix.length : 0), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  };
};
