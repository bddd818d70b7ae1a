import type { CallRecord, EvaluationRecord } from '@reports/contracts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rollupTables } from '../src/rollups/rollup-tables.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';

/* The numbers of the worked examples in docs/adr: whoever changes one changes the other. */

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});
afterAll(() => aggregator.close());

/** The rollups that have these keys and no others, as their SQL name. */
const tableWith = (kind: 'calls' | 'evaluations', ...keys: string[]) => {
  const found = rollupTables[kind].find((table) => table.keys.toSorted().join() === keys.toSorted().join());
  if (!found) throw new Error(`No rollups by ${keys.join()}`);
  return sql.identifier(found.table);
};

const select = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  aggregator.database.withWorkspace('ws_a', (transaction) => transaction.execute<Row>(query));

test('ADR 14: distinct contacts of any days come from the gaps, and follow a correction', async () => {
  const table = tableWith('calls', 'gap', 'day', 'campaign_id');
  const call = (contact: string, day: number, id = `${contact}-${day}`): CallRecord => ({
    call_id: id,
    campaign_id: 'renewals',
    agent_id: 'a1',
    contact_id: contact,
    started_at: `2026-11-0${day}T10:00:00Z`,
    duration_seconds: 60,
    connected: true,
  });
  const rows = async () => {
    const found = await select<{ day: number; gap: number; attempted: number }>(
      sql`select extract(day from day)::integer as day, gap, attempted::integer as attempted from ${table}
          where campaign_id = 'renewals' and attempted <> 0 order by day, gap`,
    );
    return found.map(({ day, gap, attempted }) => [day, gap, attempted]);
  };
  const contacts = async (from: number, to: number) => {
    const period = { from: `2026-11-0${from}`, to: `2026-11-0${to}` };
    const { summary } = await aggregator.report('campaign_performance', period);
    return (summary.data as { campaigns: { contacts_attempted: number }[] }).campaigns[0]?.contacts_attempted;
  };

  await aggregator.send('calls', [
    ...[call('Ana', 1), call('Ana', 3), call('Ana', 4)],
    ...[call('Bob', 2), call('Bob', 4), call('Cem', 3)],
  ]);
  expect(await rows()).toEqual([
    [1, 0, 1],
    [2, 0, 1],
    [3, 0, 2],
    [3, 2, 1],
    [4, 0, 2],
    [4, 1, 1],
    [4, 2, 1],
  ]);
  expect([await contacts(2, 4), await contacts(3, 4), await contacts(1, 2)]).toEqual([3, 3, 2]);

  // Ana's second call was on the 2nd.
  await aggregator.send('calls', [call('Ana', 2, 'Ana-3')]);
  expect(await rows()).toEqual([
    [1, 0, 1],
    [2, 0, 2],
    [2, 1, 1],
    [3, 0, 1],
    [4, 0, 2],
    [4, 2, 2],
  ]);
  expect(await contacts(2, 4)).toBe(3);
});

test('ADR 12: 2 to 30 January is January less two days', async () => {
  const scoreOf = (day: number): number => (day === 1 ? 70 : day === 31 ? 95 : 85);
  const evaluations = Array.from({ length: 31 }, (_, index): EvaluationRecord => ({
    call_id: `jan-${index + 1}`,
    campaign_id: 'renewals',
    agent_id: 'ana',
    evaluated_at: `2024-01-${String(index + 1).padStart(2, '0')}T10:00:00Z`,
    score: scoreOf(index + 1),
    passed: scoreOf(index + 1) >= 80,
    parameters: [],
  }));
  await aggregator.send('evaluations', evaluations);
  const table = tableWith('evaluations', 'grain', 'starts_on', 'campaign_id', 'agent_id');
  const found = await select<{ grain: string; rollups: number; evaluations: number; score: number }>(
    sql`select grain, count(*)::integer as rollups, sum(evaluations)::integer as evaluations, sum(score)::integer as score
        from ${table} where agent_id = 'ana' group by grain order by grain`,
  );
  expect([...found]).toEqual([
    { grain: 'month', rollups: 1, evaluations: 31, score: 2_630 },
    { grain: 'week', rollups: 5, evaluations: 31, score: 2_630 },
  ]);
  const { summary } = await aggregator.report('qa_performance', { from: '2024-01-02', to: '2024-01-30' });
  expect((summary.data as { by_agent: unknown[] }).by_agent).toEqual([
    expect.objectContaining({ agent_id: 'ana', calls_evaluated: 29, overall_score: 85, pass_rate: 1 }),
  ]);
});

test('ADR 53: days of another zone are the rollups and the edges', async () => {
  await aggregator.createWorkspace('ws_tokyo');
  const counts = [
    { day: '2023-12-31', early: 1, late: 4 },
    { day: '2024-01-01', early: 7, late: 3 },
    { day: '2024-01-02', early: 7, late: 5 },
    { day: '2024-01-03', early: 6, late: 2 },
  ];
  const calls = counts.flatMap(({ day, early, late }) =>
    Array.from({ length: early + late }, (_, number): CallRecord => ({
      call_id: `${day}-${number}`,
      campaign_id: 'renewals',
      agent_id: 'a1',
      contact_id: `con_${number}`,
      started_at: `${day}T${number < early ? '14:59:59' : '15:00:00'}Z`,
      duration_seconds: 60,
      connected: true,
    })),
  );
  await aggregator.send('calls', calls, { workspaceId: 'ws_tokyo' });
  const { summary } = await aggregator.report('call_summary', {
    workspace_id: 'ws_tokyo',
    timezone: 'Asia/Tokyo',
    from: '2024-01-01',
    to: '2024-01-03',
  });
  const data = summary.data as { total_calls: number; by_date: { total_calls: number }[] };
  expect(data.by_date.map(({ total_calls }) => total_calls)).toEqual([11, 10, 11]);
  expect(data.total_calls).toBe(32);
});
