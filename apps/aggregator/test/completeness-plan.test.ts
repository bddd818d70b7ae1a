import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completeness } from '../src/relations/completeness.ts';
import { scopeOf } from '../src/scope/scope.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

test('whether a day has records is asked of the index by time, under row-level security too', async () => {
  await aggregator.send('calls', [call('a')]);
  const scope = scopeOf({
    report_id: 'rpt_1',
    workspace_id: 'ws_a',
    workspace_name: 'A',
    type: 'call_summary',
    format: 'json',
    from: '2024-01-01',
    to: '2024-01-31',
    timezone: 'Asia/Tokyo',
    filters: {},
  });
  const lines = await aggregator.database.withWorkspace('ws_a', async (transaction) => {
    await transaction.execute(sql`set local enable_seqscan = off`);
    return transaction.execute<{ 'QUERY PLAN': string }>(
      sql.raw(`explain (costs off) ${completeness(scope, ['calls']).sql}`),
    );
  });
  const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*started_at >= days\.since.* AND .*started_at < days\.until/);
  // Once for each day, however often the answer is used.
  expect(plan.match(/ on calls/g)).toHaveLength(1);
});
