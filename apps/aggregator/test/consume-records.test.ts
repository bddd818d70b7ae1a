import { createEvent, type RecordKind } from '@reports/contracts';
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

const consume = () => {
  consumption = consumeRecords({ messaging, store: aggregator.storeRecords, metrics: aggregator.metrics });
};

const publish = (kind: RecordKind, records: unknown[], workspaceId = 'ws_a') =>
  publishEvent(
    messaging,
    createEvent('records.received', { source: '/test', workspaceId, data: { kind, records } }),
  );

const callsIn = async (workspaceId = 'ws_a') =>
  aggregator.database.withWorkspace(workspaceId, async (transaction) => {
    const rows = await transaction.execute<{ id: string; duration_seconds: number }>(
      sql`select id, duration_seconds from calls order by id`,
    );
    return rows.map(({ id, duration_seconds }) => `${id} ${duration_seconds}`);
  });

const deadLetters = async (): Promise<string[]> => {
  const { manager } = await messaging.jetstream();
  const { state } = await manager.streams.info('DEAD_LETTERS');
  const reasons: string[] = [];
  for (let seq = 1; seq <= state.messages; seq += 1) {
    const letter = await manager.streams.getMessage('DEAD_LETTERS', { seq });
    reasons.push(letter?.header.get('Reason') ?? '');
  }
  return reasons;
};

test('many small messages, with corrections among them, arrive as one would expect', async () => {
  await messaging.ensureStreams();
  for (let number = 0; number < 60; number += 1) {
    await publish('calls', [call(`k${number % 20}`, { duration_seconds: number })]);
  }
  consume();
  const expected = Array.from({ length: 20 }, (_, number) => `k${number} ${40 + number}`).toSorted();
  await vi.waitUntil(async () => (await callsIn()).join() === expected.join(), { timeout: 20_000 });
  const { summary } = await aggregator.report('call_summary');
  expect(summary.data).toMatchObject({ total_calls: 20, avg_duration_seconds: 50 });
  expect(await deadLetters()).toEqual([]);
});

test('of a message with bad records nothing is taken, and its dead letter names the lines', async () => {
  consume();
  await publish('calls', [
    call('good_1'),
    { ...call('bad_2'), duration_seconds: -1 },
    call('good_3'),
    { ...call('bad_4'), sentiment: 'red' },
    call('bad_5', { contact_id: 'half \ud800' }),
  ]);
  await publish('calls', [call('next')], 'ws_b');
  await vi.waitUntil(async () => (await deadLetters()).length === 1, { timeout: 20_000 });
  const [reason] = await deadLetters();
  expect(reason).toMatch(/^The calls are not valid: line 2: \/duration_seconds .*; line 4: .*; line 5: .*/);
  expect(reason).not.toMatch(/line [13]/);
  await vi.waitUntil(async () => (await callsIn('ws_b')).length === 1, { timeout: 20_000 });
  expect((await callsIn()).filter((row) => /good|bad/.test(row))).toEqual([]);
});

test('whoever sends records hears what became of each message', async () => {
  const heard: { subject: string; type: string; data: Record<string, unknown> }[] = [];
  messaging.hear(['receipts.ws_a.*'], (subject, payload) => {
    const { type, data } = JSON.parse(new TextDecoder().decode(payload)) as (typeof heard)[number];
    heard.push({ subject, type, data });
  });
  await messaging.ensureStreams();
  await messaging.ping();
  const event = (id: string, records: unknown[]) =>
    createEvent('records.received', {
      source: '/test',
      workspaceId: 'ws_a',
      id,
      data: { kind: 'calls', records },
    });
  await publishEvent(messaging, event('one', [call('told_1'), call('told_2')]));
  await publishEvent(messaging, event('two', [{ ...call('bad'), duration_seconds: -1 }]));
  const { client } = await messaging.jetstream();
  await client.publish('records.ws_a.calls', 'not JSON');
  consume();
  await vi.waitUntil(() => heard.length === 3, { timeout: 20_000 });
  const subject = 'receipts.ws_a.calls';
  expect(heard).toEqual(
    expect.arrayContaining([
      { subject, type: 'records.stored', data: { event_id: 'one', stored: 2 } },
      {
        subject,
        type: 'records.refused',
        data: { event_id: 'two', reason: expect.stringMatching(/line 1: \/duration_seconds/) },
      },
      { subject, type: 'records.refused', data: { reason: 'The event is not valid: it is not JSON.' } },
    ]),
  );
  // What it says is stored is there already.
  expect(await callsIn()).toEqual(expect.arrayContaining([expect.stringMatching(/^told_1 /)]));
});

test('a field that only a newer release knows is passed over, whatever its name', async () => {
  consume();
  const grown = { ...call('grown'), colour: 'red', version: 1, workspace_id: 'ws_b', id: 'other' };
  await publish('calls', [grown]);
  await vi.waitUntil(async () => (await callsIn()).some((row) => row.startsWith('grown')), {
    timeout: 20_000,
  });
  expect((await callsIn()).filter((row) => row.startsWith('other'))).toEqual([]);
  const before = (await callsIn()).toSorted();
  // Its version is the stream's: what came before does not win.
  await publish('calls', [{ ...call('grown', { duration_seconds: 7 }), version: 9_000_000_000_000_000_000 }]);
  await publish('calls', [call('grown', { duration_seconds: 8 })]);
  await vi.waitUntil(async () => (await callsIn()).includes('grown 8'), { timeout: 20_000 });
  expect(before).not.toContain('grown 8');
  expect(await deadLetters()).toEqual([]);
});

test('a workspace that does not exist gets no records', async () => {
  consume();
  await publish('calls', [call('lost')], 'ws_none');
  await vi.waitUntil(async () => (await deadLetters()).length === 1, { timeout: 20_000 });
  expect(await deadLetters()).toEqual(['There is no workspace "ws_none".']);
});

test('records that come while the database is away are stored when it is back', async () => {
  let away = true;
  const store: typeof aggregator.storeRecords = async (...batches) => {
    // What the store throws when PostgreSQL is down.
    if (away) await aggregator.unreachable.withWorkspace('ws_b', async () => undefined);
    await aggregator.storeRecords(...batches);
  };
  consumption = consumeRecords({ messaging, store, metrics: aggregator.metrics });
  await publish('calls', [call('late')], 'ws_b');
  await vi.waitUntil(
    async () => {
      const { manager } = await messaging.jetstream();
      const consumer = await manager.consumers.info('RECORDS', 'aggregator-records').catch(() => undefined);
      return (consumer?.num_redelivered ?? 0) > 0;
    },
    { timeout: 20_000 },
  );
  away = false;
  await vi.waitUntil(async () => (await callsIn('ws_b')).some((row) => row.startsWith('late')), {
    timeout: 20_000,
  });
  expect(await deadLetters()).toEqual([]);
});
