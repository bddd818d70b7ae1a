import { headers } from '@nats-io/transport-node';
import { createEvent, type PlatformEvent } from '@reports/contracts';
import { createTestNats } from '@reports/local-platform/testing';
import {
  connectMessaging,
  consumeEvents,
  createDeadLetters,
  type DeadLetters,
  type Messaging,
  publishDeadLetter,
  publishEvent,
  type Received,
} from '@reports/messaging';
import { createLogger, ServiceError } from '@reports/service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const log = createLogger({ service: 'test', level: 'silent' });
const patience = { timeout: 30_000 };

let messaging: Messaging;
let deadLetters: DeadLetters;

beforeEach(async () => {
  messaging = connectMessaging({ url: createTestNats().url, name: 'test', log });
  await messaging.ensureStreams();
  deadLetters = createDeadLetters(messaging);
});
afterEach(() => messaging.close());

const records = (id: string): PlatformEvent =>
  createEvent('records.received', {
    source: '/test',
    workspaceId: 'ws_a',
    data: { kind: 'agents', records: [{ agent_id: id, name: id }] },
  });

/** Reads until `until` messages were taken, refusing those that `refuses` names. */
const consume = async (until: number, refuses: (received: Received) => boolean): Promise<Received[]> => {
  const taken: Received[] = [];
  const consumption = consumeEvents(messaging, 'aggregator-records', async (received) => {
    taken.push(received);
    if (refuses(received)) throw new ServiceError({ code: 'refused', message: 'No.', fate: 'client' });
  });
  await vi.waitUntil(() => taken.length >= until, patience);
  await consumption.stop();
  return taken;
};

test('a dead letter names its reason and origin, and a replay of it is as old as it was', async () => {
  await publishEvent(messaging, records('old'));
  const [original] = await consume(1, () => true);
  await publishEvent(messaging, records('correction'));
  const [correction] = await consume(1, () => false);

  const [letter] = await deadLetters.list({ limit: 10 });
  expect(letter).toEqual({
    id: 1,
    consumer: 'aggregator-records',
    reason: 'No.',
    buried_at: expect.any(String),
    original: {
      subject: 'records.ws_a.agents',
      stream: 'RECORDS',
      sequence: 1,
      stored_at: new Date(Number((original?.storedAtNs ?? 0n) / 1_000_000n)).toISOString(),
    },
  });
  expect(JSON.parse((await deadLetters.show(1)).payload)).toMatchObject({
    data: { records: [{ agent_id: 'old' }] },
  });

  await deadLetters.replay(1);
  expect(await deadLetters.list({ limit: 10 })).toEqual([]);
  const [replayed] = await consume(1, () => true);
  expect(replayed?.event).toEqual(original?.event);
  expect(replayed?.storedAtNs).toBe(original?.storedAtNs);
  expect(replayed?.storedAtNs).toBeLessThan(correction?.storedAtNs ?? 0n);

  // Given up a second time, it is still as old.
  const [again] = await deadLetters.list({ limit: 10 });
  expect(again?.original?.stored_at).toBe(letter?.original?.stored_at);
  await deadLetters.discard(again?.id ?? 0);
  expect(await deadLetters.list({ limit: 10 })).toEqual([]);
  await expect(deadLetters.show(1)).rejects.toMatchObject({ code: 'dead_letter_not_found' });
});

test('no header makes a message newer than its stream says', async () => {
  const { client } = await messaging.jetstream();
  const publish = async (storedAt: string) => {
    const claims = headers();
    claims.set('Original-Stored-At', storedAt);
    await client.publish('records.ws_a.agents', JSON.stringify(records('outside')), { headers: claims });
  };
  for (const claim of ['9999999999999999999', 'soon', '-5', '', '1']) await publish(claim);
  const now = BigInt(Date.now()) * 1_000_000n;
  const minute = 60_000_000_000n;
  const taken = await consume(5, () => false);
  const times = taken.map(({ storedAtNs }) => storedAtNs);
  for (const time of times.slice(0, 4)) {
    expect(time).toBeGreaterThan(now - minute);
    expect(time).toBeLessThan(now + minute);
  }
  expect(times[4]).toBe(1n);
});

test('a dead letter that was no message of a stream is shown and discarded, not replayed', async () => {
  await publishDeadLetter(messaging, 'notifier-deliveries', '{"delivery":"dlv_1"}', {
    reason: 'The address is gone.',
    id: 'dlv_1:3',
  });
  expect(await deadLetters.show(1)).toMatchObject({ original: null, payload: '{"delivery":"dlv_1"}' });
  await expect(deadLetters.replay(1)).rejects.toMatchObject({ code: 'dead_letter_not_replayable' });
  await deadLetters.discard(1);
  await expect(deadLetters.discard(1)).rejects.toMatchObject({ code: 'dead_letter_not_found' });
});

test('the list goes on after an id, over gaps', async () => {
  for (const id of ['a', 'b', 'c', 'd']) {
    await publishDeadLetter(messaging, 'notifier-deliveries', id, { reason: id, id });
  }
  await deadLetters.discard(2);
  const ids = async (options: { limit: number; after?: number }) =>
    (await deadLetters.list(options)).map(({ id }) => id);
  expect(await ids({ limit: 2 })).toEqual([1, 3]);
  expect(await ids({ limit: 10, after: 3 })).toEqual([4]);
});

test('a dead letter of release 0.1 is replayed with the time in its id', async () => {
  await publishDeadLetter(messaging, 'aggregator-records', JSON.stringify(records('old')), {
    reason: 'No.',
    id: 'RECORDS:1:1700000000000000000',
    notes: { 'Original-Subject': 'records.ws_a.agents', 'Original-Sequence': '1' },
  });
  await deadLetters.replay(1);
  const [replayed] = await consume(1, () => false);
  expect(replayed?.storedAtNs).toBe(1_700_000_000_000_000_000n);
});
