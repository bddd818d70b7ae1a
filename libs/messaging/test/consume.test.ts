import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { createEvent, eventVersion, type PlatformEvent } from '@reports/contracts';
import { createTestNats } from '@reports/local-platform/testing';
import { consumeEvents, connectMessaging, publishEvent, type Messaging } from '@reports/messaging';
import { createLogger, ServiceError } from '@reports/service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let messaging: Messaging;

beforeEach(() => {
  const log = createLogger({ service: 'test', level: 'silent' });
  messaging = connectMessaging({ url: createTestNats().url, name: 'test', log });
});

afterEach(() => messaging.close());

const completed = (id: string): PlatformEvent =>
  createEvent('report.completed', {
    source: '/test',
    workspaceId: 'ws_a',
    data: { report_id: id, type: 'qa_performance', format: 'json' },
  });

const idOf = (event: PlatformEvent) => ('report_id' in event.data ? event.data.report_id : '');

const deadLetters = async () => {
  const { manager } = await messaging.jetstream();
  const { state } = await manager.streams.info('DEAD_LETTERS');
  return state.messages;
};

test('an event published twice is handled once, and a failure that passes is handled again', async () => {
  const handled: string[] = [];
  const consumption = consumeEvents(messaging, 'notifier-reports', async ({ event, deliveries }) => {
    if (deliveries === 1) throw new ServiceError({ code: 'later', message: 'Later.', fate: 'passing' });
    handled.push(idOf(event));
  });
  const event = completed('rpt_1');
  await publishEvent(messaging, event);
  await publishEvent(messaging, event);
  await publishEvent(messaging, completed('rpt_2'));
  await vi.waitUntil(() => handled.length === 2, { timeout: 30_000 });
  await consumption.stop();
  expect(handled.toSorted()).toEqual(['rpt_1', 'rpt_2']);
  expect(await deadLetters()).toBe(0);
});

test('a poison message ends as a dead letter with its reason, and the next one is handled', async () => {
  await messaging.ensureStreams();
  const { client, manager } = await messaging.jetstream();
  await client.publish('reports.ws_a.completed', 'not json');
  await client.publish(
    'reports.ws_a.completed',
    JSON.stringify({ ...completed('rpt_x'), workspaceid: 'ws_b' }),
  );
  await publishEvent(messaging, completed('rpt_refused'));
  await publishEvent(messaging, completed('rpt_good'));
  const handled: string[] = [];
  const consumption = consumeEvents(messaging, 'notifier-reports', async ({ event }) => {
    if (idOf(event) === 'rpt_refused') {
      throw new ServiceError({ code: 'refused', message: 'It is refused.', fate: 'client' });
    }
    handled.push(idOf(event));
  });
  await vi.waitUntil(async () => handled.length === 1 && (await deadLetters()) === 3, { timeout: 30_000 });
  await consumption.stop();
  const reasons: string[] = [];
  for (const seq of [1, 2, 3]) {
    const letter = await manager.streams.getMessage('DEAD_LETTERS', { seq });
    reasons.push(letter?.header.get('Reason') ?? '');
  }
  expect(reasons.toSorted()).toEqual([
    'It is refused.',
    expect.stringContaining('it is not JSON'),
    expect.stringContaining('its workspaceid is not "ws_a"'),
  ]);
});

test('reading goes on after the streams were deleted', async () => {
  const handled: string[] = [];
  const consumption = consumeEvents(messaging, 'notifier-reports', async ({ event }) => {
    handled.push(idOf(event));
  });
  await publishEvent(messaging, completed('rpt_before'));
  await vi.waitUntil(() => handled.length === 1, { timeout: 30_000 });
  const { manager } = await messaging.jetstream();
  await manager.streams.delete('REPORTS');
  await publishEvent(messaging, completed('rpt_after'));
  await vi.waitUntil(() => handled.length === 2, { timeout: 60_000 });
  await consumption.stop();
  expect(handled).toEqual(['rpt_before', 'rpt_after']);
}, 90_000);

test('a bus that is away is an error that says to try again', async () => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const away = connectMessaging({ url: 'nats://127.0.0.1:1', name: 'test', log });
  await expect(publishEvent(away, completed('rpt_1'))).rejects.toMatchObject({
    code: 'bus_unavailable',
    fate: 'passing',
  });
  await away.close();
});

test('an event of a newer release waits, and a release that knows it takes it', async () => {
  await messaging.ensureStreams();
  const { client, manager } = await messaging.jetstream();
  await client.publish(
    'reports.ws_a.completed',
    JSON.stringify({ ...completed('rpt_newer'), dataversion: eventVersion + 1 }),
  );
  await publishEvent(messaging, completed('rpt_known'));
  const handled: string[] = [];
  const consumption = consumeEvents(messaging, 'notifier-reports', async ({ event }) => {
    handled.push(idOf(event));
  });
  await vi.waitUntil(() => handled.length === 1, { timeout: 30_000 });
  await consumption.stop();
  expect(handled).toEqual(['rpt_known']);
  expect(await deadLetters()).toBe(0);
  const { num_ack_pending, num_pending } = await manager.consumers.info('REPORTS', 'notifier-reports');
  expect(num_ack_pending + num_pending).toBe(1);
});

test('what waits, however much, holds up nothing behind it, also on a consumer that another release made', async () => {
  await messaging.ensureStreams();
  const { manager } = await messaging.jetstream();
  await manager.consumers.add('REPORTS', {
    durable_name: 'notifier-reports',
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: 30_000 * 1e6,
    max_deliver: -1,
    max_ack_pending: 2_000,
    filter_subjects: ['reports.*.completed', 'reports.*.failed'],
  });
  const waiting = Array.from({ length: 300 }, (_, index) => `rpt_wait${index}`);
  await Promise.all(waiting.map((id) => publishEvent(messaging, completed(id))));
  await publishEvent(messaging, completed('rpt_good'));
  const handled: string[] = [];
  const consumption = consumeEvents(
    messaging,
    'notifier-reports',
    async ({ event }) => {
      if (idOf(event).startsWith('rpt_wait')) {
        throw new ServiceError({ code: 'namespace_missing', message: 'Make it.', fate: 'operator' });
      }
      handled.push(idOf(event));
    },
    { concurrency: 2 },
  );
  await vi.waitUntil(() => handled.length === 1, { timeout: 30_000 });
  expect(messaging.waits.list()).toEqual([{ code: 'namespace_missing', message: 'Make it.', items: 300 }]);
  await consumption.stop();
  expect(await deadLetters()).toBe(0);
});
