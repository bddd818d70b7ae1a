import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { createEvent } from '@reports/contracts';
import { createTestNats } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { afterEach, expect, test, vi } from 'vitest';
import {
  connectMessaging,
  consumeEvents,
  type Consumption,
  createTrimStream,
  type Messaging,
  publishEvent,
} from '../src/index.ts';

const log = createLogger({ service: 'test', level: 'silent' });
let messaging: Messaging;
let lastUrl = '';
let consumption: Consumption | undefined;

const connect = async (limits: { replicas?: number | null; recordsMaxBytes?: number | null }) => {
  lastUrl = createTestNats().url;
  messaging = connectMessaging({ url: lastUrl, name: 'test', log, ...limits });
  await messaging.ensureStreams();
  return (await messaging.jetstream()).manager;
};
afterEach(async () => {
  await consumption?.stop();
  consumption = undefined;
  await messaging.close();
});

const records = (kilobytes = 100) =>
  createEvent('records.received', {
    source: '/test',
    workspaceId: 'ws_a',
    data: { kind: 'agents', records: [{ agent_id: 'a1', name: 'x'.repeat(kilobytes * 1_000) }] },
  });

/** Publishes until the stream takes no more; gives how many it took, and why it took no more. */
const fill = async (): Promise<{ taken: number; error: unknown }> => {
  for (let taken = 0; ; taken += 1) {
    try {
      await publishEvent(messaging, records());
    } catch (error) {
      return { taken, error };
    }
  }
};

const readAll = async (): Promise<void> => {
  const { manager } = await messaging.jetstream();
  consumption = consumeEvents(messaging, 'aggregator-records', async () => undefined);
  await vi.waitUntil(
    async () => {
      const info = await manager.consumers.info('RECORDS', 'aggregator-records').catch(() => undefined);
      return info && info.num_pending + info.num_ack_pending === 0 && info.ack_floor.stream_seq > 0;
    },
    { timeout: 20_000, interval: 50 },
  );
};

test('a full stream of records takes no more and loses none, and events of reports still flow', async () => {
  const manager = await connect({ recordsMaxBytes: 2_000_000 });
  const { taken, error } = await fill();
  expect(taken).toBeGreaterThan(10);
  expect(error).toMatchObject({ code: 'bus_full', fate: 'operator' });
  expect((await manager.streams.info('RECORDS')).state.messages).toBe(taken);
  const report = { report_id: 'rpt_1', type: 'qa_performance', format: 'json' } as const;
  await publishEvent(
    messaging,
    createEvent('report.completed', { source: '/test', workspaceId: 'ws_a', data: report }),
  );
  expect((await manager.streams.info('REPORTS')).state.messages).toBe(1);

  // What was not read stays, however full the stream is; what was read makes room at once.
  const trim = createTrimStream(messaging, { stream: 'RECORDS', keptMs: 3_600_000 });
  await readAll();
  expect(await trim()).toBe(taken);
  await publishEvent(messaging, records());
});

test('what was read is kept for its margin, and no longer; what was not read stays', async () => {
  const manager = await connect({});
  let now = 0;
  const trim = createTrimStream(messaging, { stream: 'RECORDS', keptMs: 60_000, now: () => now });
  for (let message = 0; message < 3; message += 1) await publishEvent(messaging, records(1));
  await readAll();
  expect(await trim()).toBe(0);
  await consumption?.stop();
  await publishEvent(messaging, records(1));
  now = 59_999;
  expect(await trim()).toBe(0);
  now = 60_000;
  expect(await trim()).toBe(3);
  now = 10 * 60_000;
  expect(await trim()).toBe(0);
  expect((await manager.streams.info('RECORDS')).state.messages).toBe(1);
});

test('before its consumer is there nothing was read', async () => {
  await connect({});
  const trim = createTrimStream(messaging, { stream: 'RECORDS', keptMs: 0 });
  await publishEvent(messaging, records(1));
  expect(await trim()).toBe(0);
});

test('replicas and limits are those of the settings; without settings they stay as somebody made them', async () => {
  const manager = await connect({ replicas: 1, recordsMaxBytes: 5_000_000 });
  expect((await manager.streams.info('RECORDS')).config).toMatchObject({
    num_replicas: 1,
    max_bytes: 5_000_000,
    discard: 'new',
  });
  expect((await manager.streams.info('REPORTS')).config).toMatchObject({ max_bytes: -1, discard: 'old' });
  await manager.streams.update('RECORDS', { max_bytes: 7_000_000 });
  await connectAgain();
  expect((await manager.streams.info('RECORDS')).config).toMatchObject({
    max_bytes: 7_000_000,
    discard: 'new',
  });
});

/** Another service of the same platform, which has no such settings. */
const connectAgain = async () => {
  const other = connectMessaging({ url: lastUrl, name: 'test', log });
  await other.ensureStreams();
  await other.close();
};

test('a consumer of records that release 1.0.0 made lets as much wait as one that is made now', async () => {
  const manager = await connect({});
  await manager.consumers.add('RECORDS', {
    durable_name: 'aggregator-records',
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: 30_000 * 1e6,
    max_deliver: -1,
    max_ack_pending: 1_000,
    filter_subjects: ['records.*.*'],
  });
  await publishEvent(messaging, records());
  await readAll();
  const { config } = await manager.consumers.info('RECORDS', 'aggregator-records');
  expect(config).toMatchObject({ max_ack_pending: 50_000, filter_subjects: ['records.*.*'] });
});
