import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;
let reader: Client;
let admin: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  reader = client.with({ key: await api.createKey(client, 'read_only') });
  admin = client.with({ key: await api.createKey(client, 'admin') });
});
afterAll(() => api.stop());

describe('a request without a valid key is a 401', () => {
  test.each([
    ['no header', ''],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['an empty key', 'Bearer '],
    ['a key of another form', 'Bearer sk_live_123'],
    ['an unknown key', `Bearer nl_unknown_${'x'.repeat(40)}`],
    ['NUL in it', 'Bearer nl_%00_xxxxxxxxxxxxxxxxxxxx'],
  ])('%s', async (_name, authorization) => {
    const { status, body, headers } = await client.get('/v1/reports', { authorization });
    expect([status, body['code']]).toEqual([401, 'unauthorized']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });

  test('the right id with another secret', async () => {
    const altered = `${client.key.slice(0, -1)}${client.key.endsWith('A') ? 'B' : 'A'}`;
    expect((await client.with({ key: altered }).get('/v1/reports')).status).toBe(401);
  });

  test('an expired key', async () => {
    const key = await api.createKey(client, 'read_only', 1);
    const [, id] = key.split('_');
    await api.owner.sql`update api_keys set expires_at = now() where id = ${`key_${id}`}`;
    expect((await client.with({ key }).get('/v1/reports')).status).toBe(401);
  });

  test('a revoked key, within a second', async () => {
    const key = await api.createKey(client, 'read_only');
    const holder = client.with({ key });
    expect((await holder.get('/v1/reports')).status).toBe(200);
    const [, id] = key.split('_');
    expect((await admin.send('DELETE', `/v1/keys/key_${id}`)).status).toBe(204);
    // The promise is about time: whoever asks a second later is refused, however slow the machine is.
    await wait(1_000);
    expect((await holder.get('/v1/reports')).status).toBe(401);
  });
});

describe('scopes', () => {
  test('a read_only key reads and changes nothing', async () => {
    const id = await client.post({ schedule: { frequency: 'daily' } });
    expect((await reader.get(`/v1/reports/${id}`)).status).toBe(200);
    const refused = await Promise.all([
      reader.send('POST', '/v1/reports', january),
      reader.send('POST', '/v1/records/agents', []),
      reader.send('PATCH', `/v1/reports/${id}/schedule`, { paused: true }),
      reader.send('DELETE', `/v1/reports/${id}/schedule`),
      reader.send('POST', '/v1/webhooks', {}),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(refused[0]?.body['code']).toBe('insufficient_scope');
    expect(refused[0]?.headers.get('x-ratelimit-limit')).toBe('1000');
  });

  test('only an admin key manages keys', async () => {
    for (const one of [client, reader]) {
      expect((await one.get('/v1/keys')).status).toBe(403);
      expect((await one.send('POST', '/v1/keys', { scope: 'admin' })).status).toBe(403);
      expect((await one.send('DELETE', '/v1/keys/key_000000000000')).status).toBe(403);
    }
    const created = await admin.send('POST', '/v1/keys', { scope: 'read_only', expires_in_days: 30 });
    expect(created.status).toBe(201);
    const lifetime = Date.parse(String(created.body['expires_at'])) - Date.now();
    expect(Math.round(lifetime / (24 * 3_600_000))).toBe(30);
    expect((await client.with({ key: String(created.body['key']) }).get('/v1/reports')).status).toBe(200);
    const { body } = await admin.get('/v1/keys');
    const keys = body['data'] as Record<string, unknown>[];
    expect(keys.map(({ key_id }) => key_id)).toContain(created.body['key_id']);
    expect(keys.every((key) => !('key' in key) && !('secret_hash' in key))).toBe(true);
  });

  test("an admin key neither sees nor revokes another workspace's keys", async () => {
    const other = await api.createWorkspace();
    const [, id] = other.key.split('_');
    expect((await admin.send('DELETE', `/v1/keys/key_${id}`)).status).toBe(404);
    expect((await other.get('/v1/reports')).status).toBe(200);
    expect((await admin.get('/v1/keys?limit=100')).text).not.toContain(String(id));
  });

  test("another workspace's resources are not there", async () => {
    const id = await client.post({ schedule: { frequency: 'daily' } });
    const other = await api.createWorkspace();
    const answers = await Promise.all([
      other.get(`/v1/reports/${id}`),
      other.get(`/v1/reports/${id}/runs`),
      other.get(`/v1/reports/${id}/deliveries`),
      other.get(`/v1/reports/${id}/schedule/preview`),
      other.send('PATCH', `/v1/reports/${id}/schedule`, { paused: true }),
      other.send('DELETE', `/v1/reports/${id}/schedule`),
      other.send('POST', `/v1/reports/${id}/schedule/runs`),
      other.send('POST', `/v1/reports/${id}/render`, { format: 'csv' }),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  });
});

describe('every answer', () => {
  test("carries the client's request id, or one of ours", async () => {
    const given = await client.get('/v1/reports', { 'x-request-id': 'trace-1:a.b' });
    expect(given.headers.get('x-request-id')).toBe('trace-1:a.b');
    for (const path of ['/v1/reports', '/v1/none', '/healthz', '/v1/%zz', '/docs', '/openapi.json']) {
      const { headers } = await client.get(path, { 'x-request-id': 'not a plain one!' });
      expect(headers.get('x-request-id')).toMatch(/^req_[0-9A-Za-z]{12}$/);
    }
    const problem = await client.get('/v1/none');
    expect(problem.body['request_id']).toBe(problem.headers.get('x-request-id'));
  });

  test('is a problem with an id even to what is not HTTP', async () => {
    const socket = connect(Number(new URL(client.url).port), '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*X-Request-Id: (req_\w{12})[\s\S]*"request_id":"\1"/);
  });

  test('is kept from being framed or guessed at', async () => {
    const { headers } = await client.get('/v1/reports');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
