import {
  type BreakableProxy,
  createProxy,
  createTestNats,
  engineSetting,
} from '@reports/local-platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Answer, type Client, january } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { say } from './support/say.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;
let postgres: BreakableProxy;
let nats: BreakableProxy;
let storage: BreakableProxy;

const placeOf = (url: string) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) });
const through = (url: string, { port }: BreakableProxy) => {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
};

beforeAll(async () => {
  const natsUrl = createTestNats().url;
  [postgres, nats, storage] = await Promise.all([
    createProxy(placeOf(engineSetting('DATABASE_URL'))),
    createProxy(placeOf(natsUrl)),
    createProxy(placeOf(engineSetting('S3_ENDPOINT'))),
  ]);
  api = await startApi(
    { RATE_LIMIT_PER_MINUTE: '100000' },
    {
      databaseUrl: (url) => through(url, postgres),
      natsUrl: through(natsUrl, nats),
      storageUrl: `http://127.0.0.1:${storage.port}`,
    },
  );
  client = await api.createWorkspace();
});
afterAll(async () => {
  await api.stop();
  await Promise.all([postgres.close(), nats.close(), storage.close()]);
});

const isRefusal = ({ status, headers, body }: Answer, code: string) => {
  expect(status).toBe(503);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body['code']).toBe(code);
  expect(JSON.stringify(body)).not.toMatch(/ECONN|stack|\.ts/);
};

describe('with PostgreSQL', () => {
  beforeEach(() => client.get('/v1/reports'));

  test('away, the answer is 503, soon, and 202 once it is back', async () => {
    await postgres.cut();
    const started = Date.now();
    const answers = await Promise.all([
      client.send('POST', '/v1/reports', january),
      client.get('/v1/reports'),
      client.get('/v1/reports/rpt_000000000000'),
    ]);
    for (const answer of answers) isRefusal(answer, 'database_unavailable');
    // Whoever waits for the driver's own patience waits half a minute.
    expect(Date.now() - started).toBeLessThan(15_000);
    const internal = client.with({ url: api.internalUrl });
    await vi.waitUntil(async () => (await internal.get('/readyz')).status === 503, { timeout: 10_000 });
    expect((await internal.get('/readyz')).body['ready']).toBe(false);
    expect((await client.get('/healthz')).status).toBe(200);
    await postgres.fix();
    await vi.waitUntil(async () => (await client.send('POST', '/v1/reports', january)).status === 202, {
      timeout: 20_000,
    });
    await vi.waitUntil(async () => (await internal.get('/readyz')).status === 200, { timeout: 10_000 });
  });

  test('away for a while and back, whoever waits for a report hears of it at once again', async () => {
    await postgres.cut();
    await vi.waitUntil(async () => (await client.get('/v1/reports')).status === 503, { timeout: 10_000 });
    await postgres.fix();
    await vi.waitUntil(async () => (await client.get('/v1/reports')).status === 200, { timeout: 20_000 });
    await vi.waitUntil(() => hearsAtOnce(), { timeout: 10_000 });
  });

  test('frozen, nothing hangs for ever', async () => {
    postgres.freeze();
    const answer = await client.send('POST', '/v1/reports', january);
    isRefusal(answer, 'database_unavailable');
    await postgres.cut();
    await postgres.fix();
    await vi.waitUntil(async () => (await client.get('/v1/reports')).status === 200, { timeout: 20_000 });
  }, 30_000);
});

/** Whether a report that finishes now is answered long before the row would be looked at again. */
const hearsAtOnce = async (): Promise<boolean> => {
  const id = await client.post();
  const waiting = client.get(`/v1/reports/${id}?wait=10`);
  await vi.waitUntil(
    async () => {
      const waited = await api.health.metrics.getSingleMetric('reports_waited_for')?.get();
      return waited?.values[0]?.value === 1;
    },
    { timeout: 10_000 },
  );
  await completeReport({ ...api, database: api.owner }, client, id, '{}');
  const finished = Date.now();
  await waiting;
  return Date.now() - finished < 500;
};

describe('with the bus away', () => {
  test('a report is accepted, and records are refused until it is back', async () => {
    const records = [{ agent_id: 'agt_1', name: 'Ann' }];
    expect((await client.send('POST', '/v1/records/agents', records)).status).toBe(202);
    await nats.cut();
    expect((await client.send('POST', '/v1/reports', january)).status).toBe(202);
    isRefusal(await client.send('POST', '/v1/records/agents', records), 'bus_unavailable');
    expect((await client.with({ url: api.internalUrl }).get('/readyz')).status).toBe(200);
    await nats.fix();
    await vi.waitUntil(
      async () => (await client.send('POST', '/v1/records/agents', records)).status === 202,
      { timeout: 10_000 },
    );
  }, 30_000);
});

describe('with the bus frozen', () => {
  test('records wait for it and are refused, while reports are accepted as ever', async () => {
    nats.freeze();
    const records = [{ agent_id: 'agt_1', name: 'Ann' }];
    const posts = process.env.REPORTS_LONG_TESTS === 'true' ? 300 : 60;
    const refused = Array.from({ length: posts }, (_, index) =>
      client.send('POST', '/v1/records/agents', records, { 'idempotency-key': `frozen-${index}` }),
    );
    const waits: number[] = [];
    const answered = new AbortController();
    const all = Promise.all(refused).finally(() => answered.abort());
    while (!answered.signal.aborted) {
      const started = performance.now();
      expect((await client.send('POST', '/v1/reports', january)).status).toBe(202);
      waits.push(performance.now() - started);
    }
    for (const answer of await all) isRefusal(answer, 'bus_unavailable');
    const [p50, slowest] = [
      waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)] ?? 0,
      Math.max(...waits),
    ];
    say(
      `${posts} posts of records to a frozen bus: ${waits.length} reports meanwhile, p50 ${p50.toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms`,
    );
    expect(waits.length).toBeGreaterThan(20);
    // Far from the five seconds that each post to the bus waits.
    expect(p50).toBeLessThan(1_000);
    await nats.cut();
    await nats.fix();
    await vi.waitUntil(
      async () =>
        (await client.send('POST', '/v1/records/agents', records, { 'idempotency-key': 'frozen-0' }))
          .status === 202,
      { timeout: 20_000 },
    );
  }, 60_000);
});

describe('with storage away', () => {
  test('reports are accepted, listed and linked; their data and files are a 503 until it is back', async () => {
    const [json, csv] = [await client.post(), await client.post({ format: 'csv' })];
    await completeReport(api, client, json, '{"a":1}');
    await completeReport(api, client, csv, 'a\r\n', 'csv');
    await storage.cut();
    const linked = await client.get(`/v1/reports/${csv}`);
    expect(linked.status).toBe(200);
    const file = String(linked.body['download_url']).replace('http://127.0.0.1:1', '');
    isRefusal(await client.get(`/v1/reports/${json}`), 'storage_unavailable');
    isRefusal(await client.get(file), 'storage_unavailable');
    expect((await client.get('/v1/reports')).status).toBe(200);
    expect((await client.send('POST', '/v1/reports', january)).status).toBe(202);
    await storage.fix();
    await vi.waitUntil(async () => (await client.get(`/v1/reports/${json}`)).status === 200, {
      timeout: 20_000,
    });
    expect((await client.get(file)).text).toBe('a\r\n');
  }, 30_000);
});
