import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { auditEntries } from '@reports/database';
import { signedUrl } from '@reports/signing';
import type { Answer, Client } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { say } from './support/say.ts';
import { signingKey, startApi, type TestApi } from './support/start-api.ts';

type Entry = Record<string, string>;

let api: TestApi;
let client: Client;
let admin: Client;

beforeAll(async () => {
  api = await startApi({ WEBHOOK_ALLOW_PRIVATE: 'true' });
  client = await api.createWorkspace();
  admin = client.with({ key: await api.createKey(client, 'admin') });
});
afterAll(() => api.stop());

const entriesOf = ({ body }: Answer) => body['data'] as Entry[];
const audit = async (query = '') => entriesOf(await admin.get(`/v1/audit?limit=100${query}`));
const keyIdOf = ({ key }: Client) => `key_${key.split('_')[1]}`;

test('each change is there with the change, with who made it, from where and by which request', async () => {
  const headers = { 'user-agent': 'curl/8.0', 'x-request-id': 'trace-7' };
  const posted = await client.send(
    'POST',
    '/v1/reports',
    { type: 'call_summary', from: '2024-01-01', to: '2024-01-31', schedule: { frequency: 'daily' } },
    headers,
  );
  const reportId = String(posted.body['report_id']);
  const [entry] = await audit(`&report_id=${reportId}`);
  expect(entry).toEqual({
    audit_id: expect.stringMatching(/^\d+$/),
    at: expect.stringMatching(/Z$/),
    actor: keyIdOf(client),
    action: 'createReport',
    report_id: reportId,
    address: '127.0.0.1',
    user_agent: 'curl/8.0',
    request_id: 'trace-7',
  });

  const hook = await client.send('POST', '/v1/webhooks', {
    url: 'http://127.0.0.1:9/',
    events: ['report.failed'],
  });
  const hookId = String(hook.body['webhook_id']);
  const made = await admin.send('POST', '/v1/keys', { scope: 'read_only' });
  const keyId = String(made.body['key_id']);
  await client.send('PATCH', `/v1/reports/${reportId}/schedule`, { paused: true });
  await client.send('DELETE', `/v1/reports/${reportId}/schedule`);
  await client.send('PATCH', `/v1/webhooks/${hookId}`, { disabled: true });
  await client.send('POST', `/v1/webhooks/${hookId}/test`);
  await client.send('POST', `/v1/webhooks/${hookId}/secret`);
  await client.send('DELETE', `/v1/webhooks/${hookId}`);
  await admin.send('DELETE', `/v1/keys/${keyId}`);
  await admin.send('PATCH', '/v1/workspace', { name: 'Acme' });
  await client.send('POST', `/v1/reports/${reportId}/links/revoke`);
  await client.send('DELETE', '/v1/records/calls/call_1');
  await client.send('DELETE', `/v1/reports/${reportId}`);
  const told = (await audit()).map(({ actor, action, report_id, resource }) => [
    actor,
    action,
    report_id,
    resource,
  ]);
  const [writer, keeper] = [keyIdOf(client), keyIdOf(admin)];
  expect(told.toReversed()).toEqual([
    ['operator', 'createWorkspace', undefined, writer],
    ['operator', 'createKey', undefined, keeper],
    [writer, 'createReport', reportId, undefined],
    [writer, 'createWebhook', undefined, hookId],
    [keeper, 'createKey', undefined, keyId],
    [writer, 'changeSchedule', reportId, undefined],
    [writer, 'cancelSchedule', reportId, undefined],
    [writer, 'changeWebhook', undefined, hookId],
    [writer, 'testWebhook', undefined, hookId],
    [writer, 'rotateWebhookSecret', undefined, hookId],
    [writer, 'deleteWebhook', undefined, hookId],
    [keeper, 'revokeKey', undefined, keyId],
    [keeper, 'changeWorkspace', undefined, undefined],
    [writer, 'revokeLinks', reportId, undefined],
    [writer, 'deleteRecord', undefined, 'calls'],
    [writer, 'deleteReport', reportId, undefined],
  ]);
});

test('what is refused, repeated or read changes nothing, and is not there', async () => {
  const before = (await audit()).length;
  await client.send('POST', '/v1/reports', { type: 'none' });
  await client.send('DELETE', '/v1/webhooks/whk_000000000000');
  await admin.send('DELETE', '/v1/keys/key_000000000000');
  await client.get('/v1/reports');
  const body = { type: 'call_summary', from: '2024-01-01', to: '2024-01-31' };
  for (let time = 0; time < 3; time += 1) {
    await client.send('POST', '/v1/reports', body, { 'idempotency-key': 'audit-once' });
  }
  expect((await audit()).length).toBe(before + 1);
});

describe('downloads', () => {
  let id: string;
  let url: string;

  beforeAll(async () => {
    id = await client.post({ format: 'csv' });
    await completeReport(api, client, id, 'a,b\r\n1,2\r\n', 'csv');
    url = signedUrl({ publicUrl: client.url, signingKeys: [signingKey], reportId: id, format: 'csv' }).url;
  });

  test('by a link and of JSON are there within a second, whole or in part; looking is not downloading', async () => {
    const json = await client.post();
    await completeReport(api, client, json, '{"calls":1}');
    await fetch(url, { headers: { 'user-agent': 'Outlook' } });
    await fetch(url, { headers: { range: 'bytes=2-' } });
    await fetch(url, { method: 'HEAD' });
    await fetch(url.replace('token=', 'token=x'));
    const { headers } = await client.get(`/v1/reports/${json}`);
    await client.get(`/v1/reports/${json}`, { 'if-none-match': headers.get('etag') ?? '' });
    await vi.waitUntil(async () => (await audit('&action=downloadFile')).length >= 2, { timeout: 20_000 });
    await vi.waitUntil(async () => (await audit('&action=getReport')).length >= 1, { timeout: 20_000 });
    const downloads = await audit('&action=downloadFile');
    expect(downloads.map(({ actor, report_id }) => [actor, report_id])).toEqual([
      ['link', id],
      ['link', id],
    ]);
    expect(downloads.at(-1)?.['user_agent']).toBe('Outlook');
    expect((await audit('&action=getReport')).map(({ actor, report_id }) => [actor, report_id])).toEqual([
      [keyIdOf(client), json],
    ]);
  });

  test('of a server that stops cleanly are all there', async () => {
    const replica = await api.startReplica();
    const before = (await audit('&action=downloadFile')).length;
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        fetch(url.replace(client.url, replica.url)).then(({ status }) => status),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    await replica.stop();
    expect((await audit('&action=downloadFile')).length).toBe(before + 60);
  });

  test('cost whoever downloads next to nothing', async () => {
    const get = async () => (await fetch(url)).text();
    await get();
    const [gets, notes] = [100, 300];
    const started = performance.now();
    const cpu = process.cpuUsage();
    for (let time = 0; time < gets; time += 1) await get();
    const getMs = (performance.now() - started) / gets;
    const { user, system } = process.cpuUsage(cpu);
    // The same rows, written as they are for downloads: what the database does for each of them.
    const rows = Array.from({ length: notes }, () => ({
      workspaceId: client.workspaceId,
      actor: 'link',
      action: 'downloadFile',
      reportId: id,
      userAgent: 'Mozilla/5.0 '.repeat(10),
    }));
    const writing = performance.now();
    await api.database.withWorkspace(client.workspaceId, (transaction) =>
      transaction.execute(auditEntries(rows)),
    );
    const noteMs = (performance.now() - writing) / notes;
    say(
      `a download takes ${getMs.toFixed(2)} ms (${((user + system) / 1_000 / gets).toFixed(2)} ms of CPU with its client), its entry ${noteMs.toFixed(3)} ms, later: ${((100 * noteMs) / getMs).toFixed(1)}%`,
    );
    expect(noteMs).toBeLessThan(getMs * 0.1);
  });
});

describe('the list', () => {
  test('is for admin keys, and of their workspace alone', async () => {
    expect((await client.get('/v1/audit')).status).toBe(403);
    const other = await api.createWorkspace();
    const otherAdmin = other.with({ key: await api.createKey(other, 'admin') });
    const entries = entriesOf(await otherAdmin.get('/v1/audit'));
    expect(entries.map(({ action }) => action)).toEqual(['createKey', 'createWorkspace']);
  });

  test('has filters and pages as other lists', async () => {
    // Downloads of the tests before are written down within a second: until then the list may grow between two pages.
    const all = await vi.waitFor(
      async () => {
        const all = await audit();
        const paged: Entry[] = [];
        let path: string | null = '/v1/audit?limit=7';
        while (path !== null) {
          const page: Answer = await admin.get(path);
          paged.push(...entriesOf(page));
          const next = page.body['next_cursor'] as string | null;
          path = next === null ? null : `/v1/audit?limit=7&cursor=${next}`;
        }
        expect(paged.slice(0, 100).map(({ audit_id }) => audit_id)).toEqual(
          all.map(({ audit_id }) => audit_id),
        );
        return all;
      },
      { timeout: 30_000 },
    );
    expect((await audit('&actor=operator')).every(({ actor }) => actor === 'operator')).toBe(true);
    expect(await audit('&created_before=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await audit('&created_after=2020-01-01T00:00:00Z')).length).toBe(all.length);
    for (const query of ['actor=', 'who=me', 'created_after=monday', 'limit=101', 'cursor=WzEsImEiLDBd']) {
      expect([query, (await admin.get(`/v1/audit?${query}`)).status]).toEqual([query, 400]);
    }
  });

  test('is CSV for whoever asks for it: all of it, and safe in a spreadsheet', async () => {
    await client.send(
      'POST',
      '/v1/reports',
      { type: 'call_summary', from: '2024-01-01', to: '2024-01-31' },
      {
        'user-agent': '=HYPERLINK("http://evil.example","x")',
      },
    );
    await api.owner.sql`
      insert into audit_log (workspace_id, actor, action)
      select ${client.workspaceId}, 'operator', 'bulk' from generate_series(1, 2500)`;
    // What was only read is written down a moment later, so more may come meanwhile.
    const total = async () => Number((await admin.get('/v1/audit?limit=1')).body['total']);
    const before = await total();
    const { status, headers, text } = await admin.get('/v1/audit', { accept: 'text/csv' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe(
      'at,actor,action,report_id,resource,recipient,address,user_agent,request_id,audit_id',
    );
    expect(lines.length - 2).toBeGreaterThanOrEqual(before);
    expect(lines.length - 2).toBeLessThanOrEqual(await total());
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
    const bulk = await admin.get('/v1/audit?action=bulk', { accept: 'text/csv' });
    expect(bulk.text.trim().split('\r\n')).toHaveLength(2_501);
    expect(
      (await admin.get('/v1/audit', { accept: 'application/json, text/csv' })).headers.get('content-type'),
    ).toMatch(/json/);
  });
});

test('no service can change an entry, take one away, date one or put one in another workspace', async () => {
  const attempts = [
    `update audit_log set actor = 'x' where workspace_id = '${client.workspaceId}'`,
    `delete from audit_log where workspace_id = '${client.workspaceId}'`,
    'truncate audit_log',
    `insert into audit_log (workspace_id, actor, action) values ('ws_other', 'a', 'b')`,
    `insert into audit_log (workspace_id, actor, action, created_at) values ('${client.workspaceId}', 'a', 'b', now())`,
    'select prune_audit_log(30, 1000)',
  ];
  for (const attempt of attempts) {
    const code = await api.database
      .withWorkspace(client.workspaceId, (transaction) => transaction.execute(attempt))
      .then(
        () => 'done',
        (error: Error & { cause?: { code?: string }; code?: string }) =>
          JSON.stringify([
            error.code,
            error.cause?.code,
            (error.cause as { cause?: { code?: string } })?.cause?.code,
          ]),
      );
    expect([attempt, code]).toEqual([attempt, expect.stringMatching(/42501|operator|denied/)]);
  }
});
