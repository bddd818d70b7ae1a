import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifyWebhook, WebhookVerificationError } from './verify-webhook.ts';

const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;
const body = JSON.stringify({
  type: 'report.completed',
  timestamp: '2026-11-23T06:00:00Z',
  data: { report_id: 'rpt_8Xm3kL9wPq2T', status: 'completed' },
});

/** Signed as the specification of Standard Webhooks 1.0 has it, without the library that verifies. */
const sign = (secret: string, at = new Date(), content = body) => {
  const [id, timestamp] = ['msg_1', String(Math.floor(at.getTime() / 1_000))];
  const signature = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`${id}.${timestamp}.${content}`)
    .digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};

test('a message that the platform signed is given, whatever holds its headers and body', () => {
  const secret = newSecret();
  const headers = sign(secret);
  const expected = { type: 'report.completed', data: { report_id: 'rpt_8Xm3kL9wPq2T' } };
  expect(verifyWebhook({ body, headers, secret })).toMatchObject(expected);
  expect(verifyWebhook({ body: Buffer.from(body), headers: new Headers(headers), secret })).toMatchObject(
    expected,
  );
});

test('while a secret is replaced either signature is good', () => {
  const [old, fresh] = [newSecret(), newSecret()];
  expect(verifyWebhook({ body, headers: sign(old), secret: [fresh, old] }).type).toBe('report.completed');
});

test.each([
  ['another secret', (secret: string) => ({ headers: sign(secret), secret: newSecret() })],
  ['another body', (secret: string) => ({ headers: sign(secret, new Date(), `${body} `), secret })],
  ['no headers', (secret: string) => ({ headers: {}, secret })],
  ['an old message', (secret: string) => ({ headers: sign(secret, new Date(Date.now() - 600_000)), secret })],
  ['no secret', (secret: string) => ({ headers: sign(secret), secret: [] })],
])('%s is refused', (_, make) => {
  expect(() => verifyWebhook({ body, ...make(newSecret()) })).toThrow(WebhookVerificationError);
});
