import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestNats } from '@reports/local-platform/testing';
import { connectMessaging, publishDeadLetter } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { url: natsUrl } = createTestNats();

const command = fileURLToPath(new URL('../src/admin/main.ts', import.meta.url));
const admin = async (...words: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...words], {
    env: { ...process.env, DATABASE_OWNER_URL: api.server.ownerUrl, NATS_URL: natsUrl },
  });
  return JSON.parse(stdout) as Record<string, string>;
};

test('the admin command makes a workspace, makes keys and revokes them', async () => {
  const { workspace_id = '', key = '', ...more } = await admin('workspaces', 'create', 'Acme Ltd');
  expect(more).toEqual({});
  const client = createClient({ url: api.url, key, workspaceId: workspace_id });
  expect((await client.send('POST', '/v1/keys', { scope: 'admin' })).status).toBe(403);
  expect((await client.get('/v1/reports')).status).toBe(200);

  const reader = await admin('keys', 'create', '--workspace', workspace_id, '--scope', 'read_only');
  expect(reader).toMatchObject({ workspace_id, scope: 'read_only', key: expect.stringMatching(/^nl_/) });
  const revoked = await admin('keys', 'revoke', reader['key_id'] ?? '');
  expect(revoked).toMatchObject({ key_id: reader['key_id'], revoked_at: expect.any(String) });
  expect((await client.with({ key: reader['key'] ?? '' }).get('/v1/reports')).status).toBe(401);
  const keys = (await admin('keys', 'list', '--workspace', workspace_id)) as unknown as object[];
  expect(keys).toHaveLength(2);
  expect(JSON.stringify(keys)).not.toMatch(/nl_|hash/);
});

test('the admin command lists, shows, replays and discards dead letters', async () => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const messaging = connectMessaging({ url: natsUrl, name: 'test', log });
  await messaging.ensureStreams();
  for (const id of ['one', 'two']) {
    await publishDeadLetter(messaging, 'aggregator-records', `{"is":"${id}"}`, {
      reason: 'It is refused.',
      id: `RECORDS:1:${id}`,
      notes: {
        'Original-Subject': 'records.ws_a.agents',
        'Original-Stream': 'RECORDS',
        'Original-Sequence': '1',
        'Original-Stored-At': '1700000000000000000',
      },
    });
  }
  expect(await admin('dead-letters', 'list')).toMatchObject([
    { id: 1, consumer: 'aggregator-records', reason: 'It is refused.' },
    { id: 2, original: { subject: 'records.ws_a.agents', stored_at: '2023-11-14T22:13:20.000Z' } },
  ]);
  expect(await admin('dead-letters', 'show', '1')).toMatchObject({ payload: '{"is":"one"}' });
  expect(await admin('dead-letters', 'replay', '1')).toMatchObject({ id: 1 });
  const { manager } = await messaging.jetstream();
  const replayed = await manager.streams.getMessage('RECORDS', { seq: 1 });
  expect(replayed?.json()).toEqual({ is: 'one' });
  expect(replayed?.header.get('Original-Stored-At')).toBe('1700000000000000000');
  await admin('dead-letters', 'discard', '2');
  expect((await manager.streams.info('DEAD_LETTERS')).state.messages).toBe(0);
  await messaging.close();
});

test('the admin command makes failed reports again, those of an error and a time', async () => {
  const client = await api.createWorkspace();
  const [old, other, mine] = await Promise.all([client.post(), client.post(), client.post()]);
  for (const id of [old, other, mine]) await failReport(api, client, id);
  await api.owner.sql`update reports set completed_at = now() - interval '2 days' where id = ${old}`;
  await api.owner.sql`update reports set error_code = 'cancelled' where id = ${other}`;
  const completed = await client.post();
  await completeReport(api, client, completed, '{}');
  const since = new Date(Date.now() - 86_400_000).toISOString();
  const retry = () =>
    admin('reports', 'retry', '--status', 'failed', '--since', since, '--code', 'render_failed');
  expect(await retry()).toEqual({ retried: 1, report_ids: [mine] });
  expect(await retry()).toEqual({ retried: 0, report_ids: [] });
  expect((await client.get(`/v1/reports/${mine}`)).body).toMatchObject({ status: 'generating' });
  const [event] = await api.owner.sql`
    select event from outbox where event ->> 'subject' = ${mine} order by id desc limit 1`;
  expect(event?.['event']).toMatchObject({ type: 'report.requested', source: '/admin' });
});

test('the admin command says what is wrong and exits with 1', async () => {
  for (const [words, reason] of [
    [['keys', 'create', '--workspace', 'ws_none', '--scope', 'admin'], /There is no workspace ws_none/],
    [['keys', 'revoke', 'key_none'], /There is no key key_none/],
    [['frobnicate'], /no command[\s\S]*Usage/],
  ] as const) {
    await expect(admin(...words)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(reason),
    });
  }
});
