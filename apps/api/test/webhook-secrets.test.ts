import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    WEBHOOK_ALLOW_PRIVATE: 'true',
    SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
  });
});
afterAll(() => api.stop());

test("a webhook's secret is shown once, and lies nowhere in clear", async () => {
  const client = await api.createWorkspace();
  const hook = { url: 'https://example.com/hooks', events: ['report.failed'] };
  const create = () => client.send('POST', '/v1/webhooks', hook, { 'idempotency-key': 'create' });
  const [first, again] = [await create(), await create()];
  const rotate = () =>
    client.send(
      'POST',
      `/v1/webhooks/${String(first.body['webhook_id'])}/secret`,
      {},
      { 'idempotency-key': 'rotate' },
    );
  const [rotated, repeated] = [await rotate(), await rotate()];
  for (const shown of [first, rotated]) expect(shown.body['secret']).toMatch(/^whsec_/);
  for (const kept of [again, repeated]) {
    expect(kept.headers.get('idempotency-replayed')).toBe('true');
    expect(kept.body).not.toHaveProperty('secret');
  }
  const rows = await api.owner.sql`
    select array_to_string(secrets, ' ') as text from webhooks union all select response_body from idempotency_keys`;
  expect(rows).toHaveLength(3);
  for (const { text } of rows) expect(text).not.toContain('whsec_');
  expect(rows[0]?.['text']).toMatch(/^sealed\.test\.\S+ sealed\.test\.\S+$/);
});
