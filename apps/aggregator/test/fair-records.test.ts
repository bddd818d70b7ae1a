import { createEvent } from '@reports/contracts';
import { createTestNats } from '@reports/local-platform/testing';
import { connectMessaging, type Consumption, type Messaging, publishEvent } from '@reports/messaging';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { consumeRecords } from '../src/records/consume-records.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;
let messaging: Messaging;
let consumption: Consumption | undefined;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

beforeEach(() => {
  messaging = connectMessaging({ url: createTestNats().url, name: 'test', log });
});

afterEach(async () => {
  await consumption?.stop();
  await messaging.close();
});

const publishCalls = (workspaceId: string, ids: string[], duration = 60) =>
  publishEvent(
    messaging,
    createEvent('records.received', {
      source: '/test',
      workspaceId,
      data: { kind: 'calls', records: ids.map((id) => call(id, { duration_seconds: duration })) },
    }),
  );

/** A workspace's calls, by the rows and by the rollups, and how long they took. */
const storedCalls = (workspaceId: string) =>
  aggregator.database.withWorkspace(workspaceId, async (transaction) => {
    const [row] = await transaction.execute<{ rows: number; rolled: number; seconds: number }>(sql`
      select (select count(*)::int from calls) as rows, coalesce(sum(calls), 0)::int as rolled,
             coalesce(sum(duration_seconds), 0)::int as seconds
      from call_rollups where language = ''`);
    return row ?? { rows: 0, rolled: 0, seconds: 0 };
  });

const consume = () => {
  consumption = consumeRecords({ messaging, store: aggregator.storeRecords, metrics: aggregator.metrics });
};

test('a hundred calls of one workspace are in long before the backlog of another', async () => {
  const [batches, size] = [400, 500];
  await messaging.ensureStreams();
  for (let batch = 0; batch < batches; batch += 1) {
    await publishCalls(
      'ws_a',
      Array.from({ length: size }, (_, index) => `a${batch}_${index}`),
    );
  }
  consume();
  await vi.waitUntil(async () => (await storedCalls('ws_a')).rows > 0, { timeout: 30_000, interval: 20 });
  await publishCalls(
    'ws_b',
    Array.from({ length: 100 }, (_, index) => `b${index}`),
  );
  await vi.waitUntil(async () => (await storedCalls('ws_b')).rolled === 100, {
    timeout: 60_000,
    interval: 20,
  });
  expect((await storedCalls('ws_a')).rows).toBeLessThan((batches * size) / 2);
}, 120_000);

test('what was given back is all stored in the end, the newest of each id', async () => {
  await aggregator.createWorkspace('ws_c');
  const [batches, size] = [300, 20];
  await messaging.ensureStreams();
  const givenBack = async () => (await aggregator.metrics.recordsGivenBack.get()).values[0]?.value ?? 0;
  const before = await givenBack();
  for (let batch = 0; batch < batches; batch += 1) {
    // Each id comes twice, far apart.
    await publishCalls(
      'ws_c',
      Array.from({ length: size }, (_, index) => `c${batch % (batches / 2)}_${index}`),
      batch < batches / 2 ? 10 : 20,
    );
  }
  consume();
  const manager = (await messaging.jetstream()).manager;
  await vi.waitUntil(
    async () => {
      const info = await manager.consumers.info('RECORDS', 'aggregator-records').catch(() => undefined);
      return info && info.num_pending + info.num_ack_pending === 0 && info.ack_floor.stream_seq === batches;
    },
    { timeout: 60_000, interval: 50 },
  );
  expect(await givenBack()).toBeGreaterThan(before);
  const expected = (batches / 2) * size;
  expect(await storedCalls('ws_c')).toEqual({ rows: expected, rolled: expected, seconds: 20 * expected });
}, 120_000);
