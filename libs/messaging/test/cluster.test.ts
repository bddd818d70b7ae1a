import { AckPolicy } from '@nats-io/jetstream';
import { consumers, createEvent, type PlatformEvent, type StreamName } from '@reports/contracts';
import { type PrivateNats, startNatsCluster } from '@reports/local-platform/testing';
import { createLogger, retryWhilePassing } from '@reports/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  connectMessaging,
  consumeEvents,
  inspectBus,
  prepareBus,
  type Consumption,
  type Messaging,
  publishEvent,
} from '../src/index.ts';

const log = createLogger({ service: 'test', level: 'silent' });
let nodes: PrivateNats[] = [];
let messaging: Messaging;
const consumptions: Consumption[] = [];

beforeAll(async () => {
  nodes = await startNatsCluster();
  messaging = connectMessaging({ url: `nats://${nodes[0]?.address}`, name: 'test', log, replicas: 3 });
  // A cluster takes a moment to have a leader.
  await vi.waitUntil(
    () =>
      messaging.ensureStreams().then(
        () => true,
        () => false,
      ),
    { timeout: 60_000 },
  );
}, 120_000);

afterAll(async () => {
  await Promise.all(consumptions.map(({ stop }) => stop()));
  await messaging.close();
  await Promise.all(nodes.map(({ stop }) => stop()));
});

const leaderOf = async (stream: StreamName): Promise<number | undefined> => {
  const { manager } = await messaging.jetstream();
  const leader = (await manager.streams.info(stream)).cluster?.leader;
  return leader ? Number(leader.slice(1)) : undefined;
};

/** How many copies of each stream are up to date, the leader's included. */
const currentCopies = async (): Promise<number[]> => {
  const { manager } = await messaging.jetstream();
  const infos = await Promise.all(
    (['RECORDS', 'REPORTS'] as const).map((stream) => manager.streams.info(stream)),
  );
  return infos.map(
    ({ cluster }) =>
      1 + (cluster?.replicas ?? []).filter(({ current, offline }) => current && !offline).length,
  );
};

/** What the doctor is told; for a moment after a loss nobody answers it. */
const staleCopies = (): Promise<string> =>
  inspectBus(messaging).then(
    (state) => state.staleCopies.join(),
    () => 'nobody answers',
  );

const recordsOf = (number: number): PlatformEvent =>
  createEvent('records.received', {
    id: `records-${number}`,
    source: '/test',
    workspaceId: 'ws_a',
    data: { kind: 'agents', records: [{ agent_id: `a${number}`, name: 'A' }] },
  });
const requested = createEvent('report.requested', {
  source: '/test',
  workspaceId: 'ws_a',
  data: {
    report_id: 'rpt_1',
    workspace_id: 'ws_a',
    workspace_name: 'A',
    type: 'qa_performance',
    format: 'json',
    from: '2024-01-01',
    to: '2024-01-31',
    timezone: 'UTC',
    filters: {},
  },
});
const reportOf = (number: number): PlatformEvent =>
  createEvent('report.completed', {
    id: `report-${number}`,
    source: '/test',
    workspaceId: 'ws_a',
    data: { report_id: `rpt_${number}`, type: 'qa_performance', format: 'json' },
  });

test('whichever server of a cluster is killed, nothing that was accepted is lost, and it catches up', async () => {
  const handled = new Set<string>();
  for (const name of ['aggregator-records', 'notifier-reports'] as const) {
    consumptions.push(
      consumeEvents(messaging, name, async ({ event }) => {
        handled.add(event.id);
      }),
    );
  }
  await vi.waitUntil(async () => (await currentCopies()).every((copies) => copies === 3), {
    timeout: 60_000,
  });

  const accepted: string[] = [];
  const sent = { events: 0, isOver: false };
  // As the relay does: what the bus did not take is sent again under its id.
  const send = async (event: PlatformEvent): Promise<void> => {
    await retryWhilePassing(() => publishEvent(messaging, event), { forMs: 60_000 });
    accepted.push(event.id);
  };
  const sending = (async () => {
    while (!sent.isOver) {
      sent.events += 1;
      await Promise.all([send(recordsOf(sent.events)), send(reportOf(sent.events))]);
    }
  })();

  for (const stream of ['RECORDS', 'REPORTS'] as const) {
    let leader: number | undefined;
    await vi.waitUntil(async () => (leader = await leaderOf(stream).catch(() => undefined)) !== undefined, {
      timeout: 60_000,
    });
    const killed = nodes[leader ?? 0];
    const before = accepted.length;
    await killed?.kill();
    // With two of three the bus takes events as before.
    await vi.waitUntil(() => accepted.length > before + 40, { timeout: 60_000 });
    await vi.waitUntil(async () => (await staleCopies()).includes(`${stream} has 2 of 3`), {
      timeout: 60_000,
    });
    await killed?.restart();
    await vi.waitUntil(async () => (await currentCopies().catch(() => [0])).every((copies) => copies === 3), {
      timeout: 60_000,
    });
  }
  sent.isOver = true;
  await sending;
  await vi.waitUntil(async () => (await staleCopies()) === '', { timeout: 60_000 });
  expect(accepted.length).toBeGreaterThan(80);
  await vi.waitUntil(() => accepted.every((id) => handled.has(id)), { timeout: 60_000 });
}, 240_000);

test('while a server is away a consumer that is missing is made, and one that is away with it is named', async () => {
  const { manager } = await messaging.jetstream();
  const [read, away] = ['scheduler-requests', 'scheduler-schedules'] as const;
  const { stream, filters } = consumers[away];
  await manager.consumers.add(stream, {
    durable_name: away,
    ack_policy: AckPolicy.Explicit,
    filter_subjects: [...filters],
    num_replicas: 1,
  });
  const leader = (await manager.consumers.info(stream, away)).cluster?.leader ?? '';
  const lost = nodes[Number(leader.slice(1))];
  await lost?.kill();

  let handled = 0;
  consumptions.push(
    consumeEvents(messaging, read, async () => {
      handled += 1;
    }),
  );
  await retryWhilePassing(() => publishEvent(messaging, requested), { forMs: 60_000 });
  await vi.waitUntil(() => handled > 0, { timeout: 60_000 });

  await vi.waitFor(
    () =>
      expect(prepareBus(messaging)).rejects.toMatchObject({
        code: 'bus_unavailable',
        message: expect.stringContaining(`the consumer ${away} of ${stream}`),
      }),
    { timeout: 60_000 },
  );
  await lost?.restart();
  await retryWhilePassing(() => prepareBus(messaging), { forMs: 60_000 });
}, 240_000);
