import { createProxy, createTestEnvironment, startTestApi } from '@reports/local-platform/testing';
import type { BreakableProxy, TestApi, TestEnvironment } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createReportsClient, type RecordOf, ReportsApiError, type ReportsClient } from '../src/index.ts';

let platform: TestEnvironment;
let api: TestApi;
let proxy: BreakableProxy;
let key: string;
let client: ReportsClient;
const reasons: string[] = [];

const connect = (settings: Partial<Parameters<typeof createReportsClient>[0]> = {}) =>
  createReportsClient({
    url: `http://127.0.0.1:${proxy.port}/`,
    key,
    onRetry: (reason) => reasons.push(reason),
    ...settings,
  });

beforeAll(async () => {
  platform = await createTestEnvironment();
  api = await startTestApi(platform.environment);
  proxy = await createProxy({ host: '127.0.0.1', port: api.port });
  key = await api.createKey();
  client = connect();
}, 120_000);

afterAll(async () => {
  await proxy.close();
  api.kill();
  await platform.drop();
});

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' } as const;
const agents = (count: number): RecordOf['agents'][] =>
  Array.from({ length: count }, (_, number) => ({ agent_id: `a${number}`, name: `Agent ${number}` }));

/** The error of a promise that must fail. */
const errorFrom = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

test('a refused request throws the words of the API, each fault in its place', async () => {
  const error = await errorFrom(client.createReport({ ...january, from: '2024-02-31', type: 'qa' as never }));
  expect(error).toBeInstanceOf(ReportsApiError);
  expect(error).toMatchObject({ status: 400, code: 'invalid_request', requestId: expect.any(String) });
  expect((error as ReportsApiError).faults.map(({ pointer }) => pointer).toSorted()).toEqual([
    '/from',
    '/type',
  ]);
  expect((error as ReportsApiError).message).toContain('/from must be a date that exists');
});

test('every path is typed and there', async () => {
  await client.createReport(january);
  const { data } = await client.api.GET('/v1/reports', { params: { query: { limit: 1 } } });
  expect(data?.data).toHaveLength(1);
  expect(await errorFrom(client.getReport('rpt_none'))).toMatchObject({ status: 404 });
});

test('one key makes one report, and what was lost on the way is asked for again', async () => {
  const first = await client.createReport(january, { idempotencyKey: 'monday' });
  expect(await client.createReport(january, { idempotencyKey: 'monday' })).toEqual(first);

  reasons.length = 0;
  await proxy.cut();
  const creating = client.createReport(january);
  await vi.waitUntil(() => reasons.length > 0);
  await proxy.fix();
  expect((await creating).status).toBe('generating');
});

test('a client gives up after its time, with the reason, and at once when it is told to', async () => {
  await proxy.cut();
  try {
    await expect(connect({ retryForMs: 0 }).getReport('rpt_1')).rejects.toThrow('fetch failed');
    const stopping = new AbortController();
    const waiting = client.getReport('rpt_1', { signal: stopping.signal });
    stopping.abort(new Error('not wanted any more'));
    await expect(waiting).rejects.toThrow('not wanted any more');
  } finally {
    await proxy.fix();
  }
});

test('waiting ends when its time is over, when it is told to, and with the reason', async () => {
  const { report_id } = await client.createReport(january);
  // Nobody makes reports here.
  await expect(client.waitForReport(report_id, { timeoutMs: 1_200 })).rejects.toThrow('is still generating');
  const waiting = client.waitForReport(report_id, { signal: AbortSignal.timeout(300) });
  await expect(waiting).rejects.toThrow(/aborted/);
  await expect(client.downloadReport(report_id)).rejects.toThrow('it has no file yet');
});

test('records arrive whole, without the bad ones, past an API that goes away', async () => {
  const records = agents(2_500);
  records[7] = { agent_id: 'bad' } as RecordOf['agents'];
  records[2_499] = { agent_id: 'bad', name: '' };
  reasons.length = 0;
  api.kill();
  const sending = client.sendRecords('agents', records, { batchSize: 1_000 });
  await vi.waitUntil(() => reasons.length > 0);
  await api.start();
  expect(await sending).toEqual({
    accepted: 2_498,
    rejected: [
      { index: 7, faults: [{ pointer: '/name', detail: expect.stringContaining('is required') }] },
      { index: 2_499, faults: [{ pointer: '/name', detail: expect.stringContaining('must be text') }] },
    ],
  });
}, 60_000);

test('a source is read no faster than the API takes it: one request ahead', async () => {
  let read = 0;
  let accepted = 0;
  let ahead = 0;
  async function* source() {
    for (const agent of agents(1_000)) {
      read += 1;
      ahead = Math.max(ahead, read - accepted);
      yield agent;
    }
  }
  await client.sendRecords('agents', source(), {
    batchSize: 100,
    onProgress: (sums) => {
      accepted = sums.accepted;
    },
  });
  expect(accepted).toBe(1_000);
  expect(ahead).toBeLessThanOrEqual(200);
});

test('a request that is refused as a whole throws, and is not sent again', async () => {
  const stranger = connect({ key: 'rk_none_none' });
  expect(await errorFrom(stranger.sendRecords('agents', agents(1)))).toMatchObject({ status: 401 });
});
