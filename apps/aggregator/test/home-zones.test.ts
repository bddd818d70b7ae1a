import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { canonicalTimeZone } from '@reports/contracts';
import { rollupZones, workspaces } from '@reports/database';
import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { rolledUpKinds, rollupTables } from '../src/rollups/rollup-tables.ts';
import { type Step, takeStep } from '../src/rollups/settle-zones.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';
import { expectFigures } from './oracle/expect-figures.ts';
import { settle } from './oracle/settle.ts';
import { zonedScenario } from './oracle/zoned-scenario.ts';
import { editCalls, writeMessages } from './write-messages.ts';

/** `PROPERTY_RUNS=100` in the environment makes more. */
const runs = Number(process.env.PROPERTY_RUNS ?? 4);
/** Small, so that a zone takes many steps. */
const sizes = { records: 25, retired: 40 };

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const setHome = (workspaceId: string, timezone: string) =>
  aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.update(workspaces).set({ timezone }).where(eq(workspaces.id, workspaceId)),
  );

const zonesOf = (workspaceId: string) =>
  aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.select().from(rollupZones).orderBy(rollupZones.kind, rollupZones.zoneId),
  );

const differencesOf = async (workspaceId: string) => {
  const found = await Promise.all(
    rolledUpKinds.map((kind) => rebuildRollups(aggregator.database, workspaceId, kind, { keep: false })),
  );
  return found.flat();
};

/** Takes steps until the signal is given, as two replicas would. */
const keepStepping = (workspaceId: string, signal: AbortSignal) => {
  const replica = async () => {
    while (!signal.aborted) {
      const { did } = await takeStep(aggregator.database, workspaceId, sizes);
      if (did !== 'extended' && did !== 'retired') await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return Promise.all([replica(), replica()]);
};

const stepUntilSettled = async (workspaceId: string) => {
  const steps: Step[] = [];
  do steps.push(await takeStep(aggregator.database, workspaceId, sizes));
  while (steps.at(-1)?.did !== 'settled');
  return steps;
};

let made = 0;

test(
  'whatever the zone and whenever it changes, rollups are the sums of records, and every figure is right',
  async () => {
    const property = fc.asyncProperty(zonedScenario, async (given) => {
      made += 1;
      const workspaceId = `ws_z${made}`;
      const [first = { timezone: 'UTC', place: 0 }, ...changes] = given.homes;
      await aggregator.createWorkspace(workspaceId, first.timezone);
      const half = Math.ceil(given.arrivals.length / 2);
      const parts = [given.arrivals.slice(0, half), given.arrivals.slice(half)];

      for (const [index, messages] of parts.entries()) {
        const stopping = new AbortController();
        const stepping = keepStepping(workspaceId, stopping.signal);
        await writeMessages(aggregator, workspaceId, messages, async (written) => {
          const share = (index * half + written) / given.arrivals.length;
          while (changes[0] && changes[0].place <= share) {
            await setHome(workspaceId, changes.shift()?.timezone ?? 'UTC');
          }
        });
        if (index === 1) await editCalls(aggregator, workspaceId, given);
        // Perhaps halfway: rollups hold some of the records, and reports are right all the same.
        stopping.abort();
        await stepping;
        expect(await differencesOf(workspaceId)).toEqual([]);
        const records = settle({
          ...given,
          arrivals: given.arrivals.slice(0, index === 0 ? half : undefined),
          ...(index === 0 && { deletedCalls: [], editedCalls: [] }),
        });
        const asked = given.questions.filter((_, number) => number % 2 === index);
        for (const question of asked) await expectFigures(aggregator, { workspaceId, records }, question);
      }

      await stepUntilSettled(workspaceId);
      expect(await differencesOf(workspaceId)).toEqual([]);
      const [workspace] = await aggregator.database.orm
        .select()
        .from(workspaces)
        .where(eq(workspaces.id, workspaceId));
      expect(workspace?.rollupsPendingSince).toBeNull();
      const zones = await zonesOf(workspaceId);
      expect(zones.map(({ timezone, coveredFrom }) => [timezone, coveredFrom])).toEqual(
        rolledUpKinds.map(() => [workspace?.timezone, '-infinity']),
      );
      const records = settle(given);
      for (const question of given.questions)
        await expectFigures(aggregator, { workspaceId, records }, question);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  },
  60_000 + runs * 15_000,
);

const january = (workspaceId: string, timezone: string, fields: { from?: string; to?: string } = {}) =>
  aggregator.report('call_summary', {
    workspace_id: workspaceId,
    timezone,
    from: '2024-01-01',
    to: '2024-01-31',
    ...fields,
  });

/** Makes rollups say a thousand calls more than there are: what shows it has read them. */
const exaggerate = (workspaceId: string, timezone: string, by = 1000) =>
  aggregator.database.withWorkspace(workspaceId, (transaction) =>
    transaction.execute(sql`
      update call_rollups set calls = calls + ${by} from rollup_zones as zone
      where call_rollups.workspace_id = current_workspace() and zone.kind = 'calls' and zone.zone_id = call_rollups.zone_id and zone.timezone = ${timezone}`),
  );

const totalOf = ({ summary }: Awaited<ReturnType<typeof january>>) => summary.data.total_calls;

test('a report in the home zone reads rollups, one in another zone reads these as well, and the records by which days differ', async () => {
  const id = 'ws_home';
  await aggregator.createWorkspace(id, 'Asia/Kolkata');
  // New Year has begun in Kolkata, and not in UTC.
  await aggregator.send('calls', [call('x', { started_at: '2023-12-31T20:00:00Z' })], { workspaceId: id });
  await exaggerate(id, 'Asia/Kolkata');
  expect(totalOf(await january(id, 'Asia/Kolkata'))).toBe(1001);
  expect(totalOf(await january(id, 'asia/kolkata'))).toBe(1001);
  // The call lies in the rollups' January, and not in that of UTC.
  expect(totalOf(await january(id, 'UTC'))).toBe(1000);
  expect(totalOf(await january(id, 'Asia/Tokyo'))).toBe(1001);
  // Of two days the records are as near.
  expect(totalOf(await january(id, 'UTC', { to: '2024-01-02' }))).toBe(0);
  expect(totalOf(await january(id, 'Asia/Tokyo', { to: '2024-01-02' }))).toBe(1);
});

test('names of one zone are one zone: a report under the other name reads rollups, and a change of name rebuilds nothing', async () => {
  const id = 'ws_alias';
  await aggregator.createWorkspace(id, 'Asia/Calcutta');
  await aggregator.send('calls', [call('x', { started_at: '2023-12-31T20:00:00Z' })], { workspaceId: id });
  await exaggerate(id, 'Asia/Calcutta');
  expect(totalOf(await january(id, 'Asia/Kolkata'))).toBe(1001);
  await setHome(id, 'Asia/Kolkata');
  expect(await stepUntilSettled(id)).toEqual([{ did: 'settled' }]);
  expect(totalOf(await january(id, 'Asia/Calcutta'))).toBe(1001);
});

test('zones that are one to us have the same days to the database, from 2000 to 2030', async () => {
  const named = await aggregator.database.orm.execute<{ name: string; days: string }>(sql`
    select name, md5(string_agg((instant at time zone name)::text, ' ')) as days
    from pg_timezone_names,
      generate_series('2000-01-01'::timestamptz, '2030-01-01'::timestamptz, '83 hours') as instant
    group by name`);
  const groups = Map.groupBy(named, ({ name }) => canonicalTimeZone(name));
  expect(groups.get(canonicalTimeZone('Asia/Kolkata'))?.length).toBeGreaterThan(1);
  const differing = [...groups.values()]
    .filter((zones) => new Set(zones.map(({ days }) => days)).size > 1)
    .map((zones) => zones.map(({ name }) => name));
  expect(differing).toEqual([]);
});

test('while the home zone changes, the rollups of the old one answer; those of the new one, once they hold what is asked', async () => {
  const id = 'ws_moving';
  await aggregator.createWorkspace(id);
  const calls = Array.from({ length: 120 }, (_, number) =>
    call(`moving_${number}`, { started_at: new Date(Date.UTC(2023, 9, 1 + number, 12)).toISOString() }),
  );
  await aggregator.send('calls', calls, { workspaceId: id });
  await setHome(id, 'Asia/Kolkata');
  expect(await takeStep(aggregator.database, id, sizes)).toMatchObject({ did: 'extended', records: 25 });
  await takeStep(aggregator.database, id, sizes);
  await exaggerate(id, 'UTC', 1_000_000);
  await exaggerate(id, 'Asia/Kolkata');
  expect(totalOf(await january(id, 'UTC'))).toBeGreaterThan(1_000_000);
  // The newest fifty records: of the last days, not of all of January and what is read around it.
  expect(totalOf(await january(id, 'Asia/Kolkata'))).toBeGreaterThan(1_000_000);
  expect(totalOf(await january(id, 'Asia/Kolkata', { from: '2024-01-27', to: '2024-01-28' }))).toBe(2002);
  await stepUntilSettled(id);
  expect(totalOf(await january(id, 'Asia/Kolkata'))).toBeGreaterThan(1000);
  expect(totalOf(await january(id, 'UTC'))).toBeGreaterThan(1000);
});

test('a process that is killed in the middle leaves whole steps, and the next one goes on from there', async () => {
  const id = 'ws_killed';
  await aggregator.createWorkspace(id);
  const calls = Array.from({ length: 400 }, (_, number) =>
    call(`killed_${number}`, { started_at: new Date(Date.UTC(2024, 0, 1, number)).toISOString() }),
  );
  await aggregator.send('calls', calls, { workspaceId: id });
  await setHome(id, 'America/New_York');
  const replica = spawn(process.execPath, [
    fileURLToPath(new URL('step-process.ts', import.meta.url)),
    aggregator.url,
    id,
  ]);
  const newYork = async () =>
    (await zonesOf(id)).find(({ kind, timezone }) => kind === 'calls' && timezone === 'America/New_York');
  await vi.waitUntil(async () => ((await newYork())?.records ?? 0) > 20, { timeout: 60_000, interval: 10 });
  replica.kill('SIGKILL');
  await once(replica, 'exit');
  const left = await newYork();
  expect(left?.coveredFrom).not.toBe('-infinity');
  expect(await differencesOf(id)).toEqual([]);
  const steps = await stepUntilSettled(id);
  expect(steps.filter(({ did }) => did === 'extended').length).toBeGreaterThan(1);
  expect(await differencesOf(id)).toEqual([]);
  for (const { table } of rolledUpKinds.flatMap((kind) => rollupTables[kind])) {
    const left = await aggregator.database.withWorkspace(id, (transaction) =>
      transaction.execute(sql`select 1 from ${sql.identifier(table)} where zone_id = 0`),
    );
    expect(left, table).toHaveLength(0);
  }
});

test('the release before reads UTC rollups under their old names, and fails where there are none', async () => {
  const id = 'ws_old';
  await aggregator.createWorkspace(id);
  await aggregator.send('calls', [call('old')], { workspaceId: id });
  const read = () =>
    aggregator.shared.withWorkspace(id, async (transaction) => {
      const [cell] = await transaction.execute(
        sql`select sum(calls)::integer as calls from call_cells where language = ''`,
      );
      return cell?.calls;
    });
  expect(await read()).toBe(1);
  await setHome(id, 'Asia/Kolkata');
  await takeStep(aggregator.database, id, sizes);
  expect(await read()).toBe(1);
  await stepUntilSettled(id);
  await expect(read()).rejects.toMatchObject({
    cause: { message: expect.stringContaining('no rollups by UTC days') },
  });
});

test('a zone that the database does not know is refused', async () => {
  await aggregator.createWorkspace('ws_mars');
  await expect(setHome('ws_mars', 'Mars/Olympus')).rejects.toMatchObject({ cause: { code: '22023' } });
});
