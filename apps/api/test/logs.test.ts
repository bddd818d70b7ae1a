import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, january } from './support/client.ts';
import { type ApiProcess, startApiProcess } from './support/start-process.ts';

let api: ApiProcess;
let client: Client;

beforeAll(async () => {
  api = await startApiProcess({ LOG_LEVEL: 'trace', WEBHOOK_ALLOW_PRIVATE: 'true' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

test('no line holds a secret, a key, an address or a parameter of a query that failed', async () => {
  const owner = postgres(api.ownerUrl, { max: 1 });
  const secret = `whsec_${Buffer.from('seeded-secret-of-32-bytes-length').toString('base64')}`;
  // Every write to these fails from now on, with all that it carries.
  for (const table of ['webhooks', 'reports', 'api_keys']) {
    await owner.unsafe(`alter table ${table} add constraint no_more check (false) not valid`);
  }
  const answers = [
    await client.send('POST', '/v1/webhooks', {
      url: 'https://example.com/seeded-path',
      events: ['report.failed'],
      secret,
    }),
    await client.send('POST', '/v1/reports', {
      ...january,
      notify: { email: 'seeded@example.com' },
      filters: { agent_id: 'seeded-agent' },
    }),
    await client.get(`/v1/reports/${client.key}`),
    await client.get(`/v1/seeded@example.com?token=seeded-token`),
    await client.with({ key: `nl_seeded_${'0123456789abcdef'.repeat(2)}` }).get('/v1/reports'),
  ];
  await owner.end();
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 404, 404, 401]);
  await vi.waitUntil(() => api.log().split('"status":401').length > 1, { timeout: 10_000 });
  const log = api.log();
  expect(log).toContain('no_more');
  for (const seeded of [secret, client.key, 'seeded', client.key.split('_')[2] ?? ''])
    expect(log).not.toContain(seeded);
  expect(log).not.toMatch(/whsec_|@example|"params"|parameters/);
});
