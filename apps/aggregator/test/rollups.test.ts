import type { CallRecord } from '@reports/contracts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rolledUpKinds } from '../src/rollups/rollup-tables.ts';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { pruneRecords } from '../src/retention/prune-records.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const call = (id: string, startedAt: string, fields: Partial<CallRecord> = {}): CallRecord => ({
  call_id: id,
  campaign_id: 'c1',
  agent_id: 'a1',
  contact_id: 'con_1',
  started_at: startedAt,
  duration_seconds: 60,
  connected: true,
  ...fields,
});

const rowsOf = (table: string) =>
  aggregator.database.withWorkspace('ws_a', async (transaction) => {
    const [row] = await transaction.execute<{ count: number }>(
      sql`select count(*)::integer as count from ${sql.identifier(table)}`,
    );
    return row?.count;
  });

const verify = async () => {
  const found = await Promise.all(
    rolledUpKinds.map((kind) => rebuildRollups(aggregator.database, 'ws_a', kind, { keep: false })),
  );
  return found.flat();
};

const alter = (statement: string) =>
  aggregator.database.withWorkspace('ws_a', (transaction) => transaction.execute(sql.raw(statement)));

test('a newer version wins in whatever order they come, and a repeat changes nothing', async () => {
  const at = '2024-01-10T10:00:00Z';
  await aggregator.send('calls', [call('x', at, { duration_seconds: 3 })], { version: 30n });
  await aggregator.send('calls', [call('x', at, { duration_seconds: 1 })], { version: 10n });
  // The content of version 30 again: between the two, version 40 must lose to it.
  await aggregator.send('calls', [call('x', at, { duration_seconds: 3 })], { version: 50n });
  await aggregator.send('calls', [call('x', at, { duration_seconds: 4 })], { version: 40n });
  await aggregator.send(
    'calls',
    [call('x', at, { duration_seconds: 9 }), call('x', at, { duration_seconds: 5 })],
    {
      version: 60n,
    },
  );
  await aggregator.send('calls', [call('x', at, { duration_seconds: 6 })], { version: 60n });
  const { summary } = await aggregator.report('call_summary');
  expect(summary.data).toMatchObject({ total_calls: 1, avg_duration_seconds: 5 });
});

test('verify finds a rollup that is wrong, rebuild fixes it', async () => {
  expect(await verify()).toEqual([]);
  await alter('update call_rollups set calls = calls + 7 where workspace_id = current_workspace()');
  await alter("delete from contact_rollups where workspace_id = current_workspace() and campaign_id = ''");
  expect(await verify()).toMatchObject([
    { table: 'call_rollups', rollups: 1, examples: [{ was: [8, 1, 5, 0, 0, 0], is: [1, 1, 5, 0, 0, 0] }] },
    {
      table: 'contact_rollups',
      rollups: 1,
      examples: [{ key: { gap: 0, campaign_id: '' }, was: null, is: [1, 1] }],
    },
  ]);
  await rebuildRollups(aggregator.database, 'ws_a', 'calls', { keep: true });
  expect(await verify()).toEqual([]);
});

test('records are written in READ COMMITTED alone', async () => {
  const write = aggregator.database.sql.begin('isolation level repeatable read', async (transaction) => {
    await transaction`select set_config('app.workspace_id', 'ws_a', true)`;
    await transaction`update calls set duration_seconds = 1`;
  });
  await expect(write).rejects.toThrow('Records must be written in READ COMMITTED');
});

test('old records go when their time is up, and their rollups with them', async () => {
  const day = (ago: number) =>
    `${new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)}T12:00:00Z`;
  await aggregator.send('calls', [call('today', day(0)), call('kept', day(29)), call('old', day(30))]);
  await aggregator.send('compliance_checks', [
    {
      check_id: 'old',
      call_id: 'old',
      campaign_id: 'c1',
      agent_id: 'a1',
      checked_at: day(31),
      check: 'Terms',
      passed: true,
      severity: 'low',
    },
  ]);
  await pruneRecords({ database: aggregator.database, metrics: aggregator.metrics, log }, 30);
  expect(await rowsOf('calls')).toBe(2);
  expect(await rowsOf('call_rollups')).toBe(2);
  expect(await rowsOf('contact_days')).toBe(2);
  expect(await rowsOf('compliance_checks')).toBe(0);
  expect(await rowsOf('compliance_rollups')).toBe(0);
  expect(await verify()).toEqual([]);
});

test('many old records go in batches, whatever their contacts and instants; what is kept is kept', async () => {
  const id = 'ws_pruned';
  await aggregator.createWorkspace(id, 'Asia/Kolkata');
  const today = Date.now();
  const calls = Array.from({ length: 12_000 }, (_, number) =>
    // Every fourth at one instant, more than a batch of them in a row.
    call(
      `many_${number}`,
      new Date(today - (number % 2 === 0 ? 40 : 32 + (number % 9)) * 86_400_000).toISOString(),
      {
        contact_id: `con_${number % 700}`,
      },
    ),
  );
  const kept = call('recent', new Date(today - 86_400_000).toISOString(), { contact_id: 'con_1' });
  await aggregator.send('calls', [...calls, kept], { workspaceId: id });
  await pruneRecords({ database: aggregator.database, metrics: aggregator.metrics, log }, 30);
  await aggregator.database.withWorkspace(id, async (transaction) => {
    for (const table of ['calls', 'call_rollups', 'contact_days']) {
      const [row] = await transaction.execute(
        sql`select count(*)::integer as count from ${sql.identifier(table)}`,
      );
      expect([table, row?.count]).toEqual([table, 1]);
    }
  });
  expect(await rebuildRollups(aggregator.database, id, 'calls', { keep: false })).toEqual([]);
});
