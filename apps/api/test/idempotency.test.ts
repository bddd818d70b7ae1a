import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const post = (key: string, body: unknown = january, from = client) =>
  from.send('POST', '/v1/reports', body, { 'idempotency-key': key });

const reportsOf = async (from: Client) => (await from.get('/v1/reports')).body['total'];

describe('Idempotency-Key', () => {
  test('gives the first answer again, and makes one report', async () => {
    const from = await api.createWorkspace();
    const first = await post('once', january, from);
    const again = await post('once', january, from);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await reportsOf(from)).toBe(1);
  });

  test('knows the same body by what it says, not by how it is written', async () => {
    const first = await post('written', january);
    const { type, from, to } = january;
    const again = await post('written', `{ "to": "${to}", "from":"${from}",\n "type": "${type}" }`);
    expect(again.text).toBe(first.text);
  });

  test('with another body is a 422', async () => {
    await post('reused');
    const { status, body } = await post('reused', { ...january, format: 'csv' });
    expect([status, body['code']]).toEqual([422, 'idempotency_key_reused']);
  });

  test('is a 409 while the first request runs', async () => {
    const name = JSON.stringify([client.workspaceId, 'POST /v1/reports', 'running']);
    await api.owner.sql.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
      const { status, body, headers } = await post('running');
      expect([status, body['code']]).toEqual([409, 'request_in_progress']);
      expect(headers.get('retry-after')).toBe('1');
    });
    expect((await post('running')).status).toBe(202);
  });

  test('makes one report of many requests at once', async () => {
    const from = await api.createWorkspace();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('burst', january, from)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map(({ text }) => text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect(await reportsOf(from)).toBe(1);
  });

  test('belongs to its workspace and its route', async () => {
    const other = await api.createWorkspace();
    const [ours, theirs] = [await post('shared'), await post('shared', january, other)];
    expect(theirs.status).toBe(202);
    expect(theirs.body['report_id']).not.toBe(ours.body['report_id']);
    const hook = await client.send(
      'POST',
      '/v1/reports/rpt_000000000000/schedule/runs',
      {},
      { 'idempotency-key': 'shared' },
    );
    expect(hook.status).toBe(404);
  });

  test('of a refused request may be used again for the fixed one', async () => {
    expect((await post('fixed', { ...january, to: '2023-01-01' })).status).toBe(400);
    expect((await post('fixed')).status).toBe(202);
  });

  test('is forgotten after 24 hours', async () => {
    const first = await post('old');
    await api.owner
      .sql`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'old'`;
    const second = await post('old', { ...january, format: 'csv' });
    expect(second.status).toBe(202);
    expect(second.body['report_id']).not.toBe(first.body['report_id']);
  });

  test('that cannot be one is a 400', async () => {
    for (const key of ['with space', 'x'.repeat(256)]) {
      expect((await post(key)).body).toMatchObject({ errors: [{ pointer: 'Idempotency-Key' }] });
    }
  });

  test('keeps no key of ours: a repeat shows everything but the secret', async () => {
    const admin = client.with({ key: await api.createKey(client, 'admin') });
    const send = () => admin.send('POST', '/v1/keys', { scope: 'read_only' }, { 'idempotency-key': 'key' });
    const [first, again] = [await send(), await send()];
    expect(first.body['key']).toMatch(/^nl_/);
    const { key: _shown, ...rest } = first.body;
    expect(again.body).toEqual(rest);
    const secret = String(first.body['key']).split('_')[2] ?? '';
    const [{ found }] = await api.owner.sql<[{ found: number }]>`
      select count(*)::int as found from idempotency_keys where response_body like ${`%${secret}%`}`;
    expect(found).toBe(0);
  });
});
