import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import {
  type ConsumerName,
  consumers,
  createEvent,
  endSubjects,
  type PlatformEvent,
  streams,
  wakeSubjects,
} from '@reports/contracts';
import { type PrivateNats, startPrivateNats } from '@reports/local-platform/testing';
import { busUsers, connectMessaging, consumeEvents, type Messaging, publishEvent } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { inboxOf, producerName, writeAuthorization } from '../src/users.ts';

const log = createLogger({ service: 'test', level: 'silent' });
const prepare = fileURLToPath(new URL('../src/prepare-main.ts', import.meta.url));
const producer = producerName('ws_a');
let nats: PrivateNats;
const open: { close: () => Promise<void> }[] = [];

const urlOf = (user: string): string => `nats://${user}:${user}-password@${nats.address}`;
const runPrepare = (user: string) =>
  spawnSync(process.execPath, [prepare], {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', NATS_URL: urlOf(user) },
    encoding: 'utf8',
  });

const messagingOf = (user: string): Messaging => {
  const messaging = connectMessaging({ url: urlOf(user), name: user, log });
  open.push(messaging);
  return messaging;
};
const connectAs = async (
  user: string,
): Promise<{ connection: NatsConnection; manager: JetStreamManager }> => {
  const connection = await connect({
    servers: nats.address,
    user,
    pass: `${user}-password`,
    inboxPrefix: inboxOf(user),
  });
  open.push(connection);
  return { connection, manager: await jetstreamManager(connection, { checkAPI: false }) };
};

/** What the server says to what a user tries. */
const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof PermissionViolationError ||
      (error instanceof Error && error.cause instanceof PermissionViolationError)
        ? 'refused'
        : String(error),
  );
/** A publication of which nobody hears, but that the server has seen once it answers the ping. */
const publishOutcome = async (connection: NatsConnection, subject: string): Promise<string> => {
  const refusals: string[] = [];
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'error') refusals.push(String(status.error));
    }
  })();
  connection.publish(subject, '{}');
  await connection.flush();
  await connection.rtt();
  return refusals.some((text) => text.includes(subject)) ? 'refused' : 'done';
};

const about = { source: '/test', workspaceId: 'ws_a' };
const key = { report_id: 'rpt_1', type: 'qa_performance', format: 'json' } as const;
const events = {
  requested: createEvent('report.requested', {
    ...about,
    data: {
      ...key,
      workspace_id: 'ws_a',
      workspace_name: 'Acme',
      from: '2024-01-01',
      to: '2024-01-31',
      timezone: 'UTC',
      filters: {},
    },
  }),
  completed: createEvent('report.completed', { ...about, data: key }),
  failed: createEvent('report.failed', { ...about, data: key }),
  changed: createEvent('schedule.changed', { ...about, data: { report_id: 'rpt_1', revision: 2 } }),
  records: createEvent('records.received', {
    ...about,
    data: { kind: 'agents', records: [{ agent_id: 'a', name: 'A' }] },
  }),
} satisfies Record<string, PlatformEvent>;

beforeAll(async () => {
  nats = await startPrivateNats(writeAuthorization((user) => `"${user}-password"`, ['ws_a']));
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => nats.stop());

test("before the operator's step a service says which step is missing, and makes no stream", async () => {
  await expect(publishEvent(messagingOf('scheduler'), events.requested)).rejects.toMatchObject({
    code: 'bus_not_prepared',
    fate: 'operator',
  });
  expect(runPrepare('notifier').stderr).toMatch(/NATS refuses us/);
  const { manager } = await connectAs('admin');
  expect(await manager.streams.list().next()).toEqual([]);
});

test('the step makes the streams and the consumers, and may be repeated', async () => {
  for (const time of ['once', 'again']) {
    expect([time, runPrepare('admin')]).toMatchObject([time, { status: 0, stderr: '' }]);
  }
  const { manager } = await connectAs('admin');
  for (const name of Object.keys(streams)) await manager.streams.info(name);
  for (const [name, { stream }] of Object.entries(consumers)) await manager.consumers.info(stream, name);
});

test('services hear what others tell them, and that reports have ended', async () => {
  const [api, scheduler, notifier] = [messagingOf('api'), messagingOf('scheduler'), messagingOf('notifier')];
  const heard: Record<string, number> = {};
  const note = (subject: string) => {
    heard[subject] = (heard[subject] ?? 0) + 1;
  };
  scheduler.hear([wakeSubjects.outbox], note);
  notifier.hear([wakeSubjects.deliveries], note);
  api.hear(endSubjects, note);
  await Promise.all([scheduler.ping(), notifier.ping(), api.ping()]);
  await vi.waitUntil(
    async () => {
      for (const subject of Object.values(wakeSubjects)) api.tell(subject);
      await publishEvent(scheduler, events.completed);
      return Object.keys(heard).length === 3;
    },
    { timeout: 30_000 },
  );
  expect(Object.keys(heard).toSorted()).toEqual(['reports.ws_a.completed', 'wake.deliveries', 'wake.outbox']);
});

test('services publish and consume as ever', async () => {
  const scheduler = messagingOf('scheduler');
  for (const name of ['requested', 'completed', 'failed', 'changed'] as const) {
    await publishEvent(scheduler, events[name]);
  }
  await publishEvent(messagingOf('api'), events.records);
  const handled: string[] = [];
  const consumptions = (Object.keys(consumers) as ConsumerName[]).map((name) =>
    consumeEvents(messagingOf(name.split('-')[0] ?? ''), name, async ({ event }) => {
      // Redelivered at once, which takes the rights to say so.
      if (handled.length === 0) {
        handled.push('one that failed');
        throw new Error('not now');
      }
      handled.push(event.type);
    }),
  );
  await vi.waitUntil(() => handled.length === 6, { timeout: 30_000 });
  for (const consumption of consumptions) await consumption.stop();
  expect(handled.toSorted()).toEqual([
    'one that failed',
    'records.received',
    'report.completed',
    'report.failed',
    'report.requested',
    'schedule.changed',
  ]);
});

describe.each([...busUsers, producer])('the user %s', (user) => {
  test('neither makes, changes, empties nor deletes a stream, nor reads it or its messages directly', async () => {
    const { manager, connection } = await connectAs(user);
    const outcomes: Record<string, string> = {};
    for (const stream of Object.keys(streams)) {
      const tries = {
        add: () => manager.streams.add({ name: 'OTHER', subjects: ['other.>'] }),
        update: () => manager.streams.update(stream, { max_age: 1e9 }),
        purge: () => manager.streams.purge(stream),
        delete: () => manager.streams.delete(stream),
        deleteMessage: () => manager.streams.deleteMessage(stream, 1),
        getMessage: () => manager.streams.getMessage(stream, { seq: 1 }),
        directGet: () => connection.request(`$JS.API.DIRECT.GET.${stream}`, '{"seq":1}', { timeout: 5_000 }),
        addConsumer: () => manager.consumers.add(stream, { durable_name: 'mine' }),
        snapshot: () => connection.request(`$JS.API.STREAM.SNAPSHOT.${stream}`, '{}', { timeout: 5_000 }),
      };
      for (const [name, attempt] of Object.entries(tries)) {
        outcomes[`${name} ${stream}`] = await outcomeOf(attempt());
      }
    }
    for (const [name, { stream }] of Object.entries(consumers)) {
      outcomes[`delete ${name}`] = await outcomeOf(manager.consumers.delete(stream, name));
      outcomes[`pause ${name}`] = await outcomeOf(
        manager.consumers.pause(stream, name, new Date('2099-01-01')),
      );
      if (name.startsWith(user)) continue;
      outcomes[`read ${name}`] = await outcomeOf(
        connection.request(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, '1', { timeout: 5_000 }),
      );
      outcomes[`acknowledge ${name}`] = await publishOutcome(
        connection,
        `$JS.ACK.${stream}.${name}.1.1.1.1.0`,
      );
    }
    process.stdout.write(`${user}: ${Object.keys(outcomes).length} things tried on streams and consumers\n`);
    // What was stored goes from the stream of records after a while: whoever acknowledges it may delete it.
    const granted = user === 'aggregator' ? [['purge RECORDS', 'done']] : [];
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'refused')).toEqual(granted);
  });

  test('hears nothing but its own answers', async () => {
    const { connection } = await connectAs(user);
    const others = [...busUsers, producer, 'admin'].filter((name) => name !== user);
    for (const subject of [
      '>',
      'records.>',
      'reports.>',
      '_INBOX.>',
      '$JS.>',
      ...others.map((name) => `${inboxOf(name)}.>`),
    ]) {
      const subscription = connection.subscribe(subject);
      expect([
        subject,
        await outcomeOf(subscription.closed.then((error) => error && Promise.reject(error))),
      ]).toEqual([subject, 'refused']);
    }
  });

  test('publishes nothing but what it has to', async () => {
    const { connection } = await connectAs(user);
    const may: Record<string, RegExp> = {
      api: /^records\./,
      scheduler: /^(reports|schedules)\.|^dead\.scheduler-/,
      aggregator: /^(dead\.aggregator-|receipts\.)/,
      notifier: /^dead\.notifier-/,
      [producer]: /^records\.ws_a\./,
    };
    const subjects = [
      ...['ws_a', 'ws_b'].flatMap((id) => [
        ...['calls', 'agents'].map((kind) => `records.${id}.${kind}`),
        ...['requested', 'completed', 'failed'].map((what) => `reports.${id}.${what}`),
        `schedules.${id}.changed`,
        `receipts.${id}.calls`,
      ]),
      ...Object.keys(consumers).map((name) => `dead.${name}`),
      'dead.notifier-deliveries',
      '$SYS.REQ.SERVER.PING',
    ];
    for (const subject of subjects) {
      const expected = may[user]?.test(subject) ? 'done' : 'refused';
      expect([subject, await publishOutcome(connection, subject)]).toEqual([subject, expected]);
    }
  });
});

test("a producer hears of its own workspace's records and reports, and of no other's", async () => {
  const { connection } = await connectAs(producer);
  const outcomeOfHearing = async (subject: string) => {
    const subscription = connection.subscribe(subject);
    // The server has refused it before it answers the ping.
    await connection.flush();
    await connection.rtt();
    return subscription.isClosed() ? 'refused' : 'done';
  };
  for (const subject of [
    'receipts.ws_a.calls',
    'receipts.ws_a.*',
    'reports.ws_a.completed',
    'reports.ws_a.failed',
  ])
    expect([subject, await outcomeOfHearing(subject)]).toEqual([subject, 'done']);
  for (const subject of [
    'receipts.ws_b.calls',
    'receipts.*.*',
    'reports.ws_b.completed',
    'reports.ws_a.requested',
  ])
    expect([subject, await outcomeOfHearing(subject)]).toEqual([subject, 'refused']);
});

test('a stranger, or a user with a false password, does not get in', async () => {
  const { address: servers } = nats;
  await expect(connect({ servers })).rejects.toThrow(/authorization/i);
  await expect(connect({ servers, user: 'api', pass: 'false' })).rejects.toThrow(/authorization/i);
});

test("the compose file's server has these users", async () => {
  const printed = execFileSync(
    process.execPath,
    [fileURLToPath(new URL('../src/users-main.ts', import.meta.url))],
    {
      encoding: 'utf8',
    },
  );
  const configuration = readFileSync(new URL('../../../infra/docker/nats.conf', import.meta.url), 'utf8');
  expect(configuration).toContain(printed);
});
