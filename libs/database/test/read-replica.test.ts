import { setTimeout as wait } from 'node:timers/promises';
import {
  connectDatabase,
  createReadings,
  type Database,
  type Reading,
  readSnapshot,
} from '@reports/database';
import { type ReplicatedPostgres, startReplicatedPostgres } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { afterAll, beforeAll, expect, test } from 'vitest';

const log = createLogger({ service: 'test', level: 'silent' });
let servers: ReplicatedPostgres;
let primary: Database;
let replica: Database;
let operator: Database;

beforeAll(async () => {
  servers = await startReplicatedPostgres();
  const connect = (url: string) =>
    connectDatabase({ url, applicationName: 'test', connectTimeoutSeconds: 1 });
  primary = connect(servers.primary.appUrl);
  replica = connect(servers.replica.appUrl);
  operator = connect(servers.replica.superuserUrl);
  const owner = connect(servers.primary.ownerUrl);
  await owner.sql`insert into workspaces (id, name) values ('ws_a', 'A')`;
  await owner.close();
}, 120_000);
afterAll(async () => {
  await Promise.all([primary, replica, operator].map((database) => database.close()));
  await servers.stop();
});

const readings = (maxWaitMs = 30_000) => createReadings({ primary, replica, maxWaitMs, log });
const add = (id: string) =>
  primary.withWorkspace('ws_a', (transaction) =>
    transaction.execute(
      `insert into agents (workspace_id, id, name, version) values ('ws_a', '${id}', 'A', 1)`,
    ),
  );
/** The agents, by both connections of one snapshot. */
const agentsOf = ({ database }: Reading) =>
  readSnapshot(database, 'ws_a', { timeoutMs: 10_000, workMemoryKb: 4_096 }, async ({ together }) => {
    const ids = 'select coalesce(string_agg(id, $$,$$ order by id), $$$$) as ids from agents';
    const [one, other] = await together(
      (reader) => reader.query<{ ids: string }>(ids),
      (reader) => reader.query<{ ids: string }>(ids),
    );
    expect(one).toEqual(other);
    return one[0]?.ids.split(',');
  });

test('what was committed before is on the replica when it is read, and the figures are as of then', async () => {
  const next = readings();
  for (let round = 0; round < 20; round += 1) {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    await add(`agent_${String(round).padStart(2, '0')}`);
    const reading = await next();
    expect(reading.from).toBe('replica');
    expect(Date.parse(reading.asOf ?? '')).toBeGreaterThanOrEqual(before);
    expect(await agentsOf(reading)).toHaveLength(round + 1);
  }
});

test('a replica that is behind is waited for, and the one that stays behind is not read', async () => {
  await operator.sql`select pg_wal_replay_pause()`;
  await add('late');
  const reading = readings()();
  await wait(200);
  await operator.sql`select pg_wal_replay_resume()`;
  expect((await reading).from).toBe('replica');
  expect(await agentsOf(await reading)).toContain('late');

  await operator.sql`select pg_wal_replay_pause()`;
  await add('later');
  const next = readings(100);
  for (const time of ['after the wait', 'at once, while it rests']) {
    const given = await next();
    expect([time, given.from, given.asOf]).toEqual([time, 'primary', undefined]);
    expect(await agentsOf(given)).toContain('later');
  }
  await operator.sql`select pg_wal_replay_resume()`;
});

test('a role above row-level security is not read with', async () => {
  const above = createReadings({ primary, replica: operator, log });
  expect((await above()).from).toBe('primary');
});

test('a server that is no replica, and one that is away, are not read', async () => {
  const wrong = createReadings({ primary, replica: primary, log });
  expect((await wrong()).from).toBe('primary');
  await operator.close();
  await servers.stopReplica();
  const next = readings(1_000);
  const given = await next();
  expect(given.from).toBe('primary');
  expect(await agentsOf(given)).toContain('later');
});
