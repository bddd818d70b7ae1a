import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

/** Two hundred characters of four bytes each, which no compression makes shorter: the longest identifier that the contract has. */
const longest = (seed: number): string =>
  Array.from({ length: 200 }, (_, place) =>
    String.fromCodePoint(0x2_00_00 + ((seed * 7_919 + place * 104_729 + place * place * 31) % 0xa6_00)),
  ).join('');

test('calls and checks with the longest identifiers everywhere are stored and counted', async () => {
  const ids = { campaign_id: longest(1), agent_id: longest(2), language: longest(3) };
  await aggregator.send('calls', [
    call(longest(4), { ...ids, contact_id: longest(5), disposition: longest(6) }),
  ]);
  const failed = {
    ...ids,
    check_id: longest(7),
    call_id: longest(4),
    checked_at: '2024-01-10T10:00:00Z',
    check: longest(8),
    passed: false,
    severity: 'critical',
    remediation: 'open',
  } as const;
  await aggregator.send('compliance_checks', [failed]);
  const { summary } = await aggregator.report('compliance_audit');
  expect(summary.data).toMatchObject({ checks_failed: 1, connected_calls: 1, calls_checked: 1 });
});

test('an evaluation with the longest identifiers everywhere is stored, counted, and found by its language', async () => {
  const ids = { campaign_id: longest(1), agent_id: longest(2), language: longest(3) };
  await aggregator.send('evaluations', [
    {
      ...ids,
      call_id: longest(4),
      evaluated_at: '2024-01-10T10:00:00Z',
      score: 60,
      passed: false,
      parameters: [{ parameter: longest(9), score: 3, max_score: 5, passed: false }],
    },
  ]);
  for (const filters of [{}, { language: ids.language }]) {
    const { summary, csv } = await aggregator.report('qa_performance', { filters });
    expect(summary.data).toMatchObject({
      calls_evaluated: 1,
      parameter_breakdown: [{ parameter: longest(9), avg_score: 3 }],
    });
    expect(summary.row_count).toBe(1);
    expect(csv).toContain(longest(9));
  }
});

test('lines of a long language that were summed under its name count with those under its digest', async () => {
  const ids = { agent_id: 'agt_1', language: 'x-a-language-with-a-name-that-no-code-has' };
  const evaluation = (id: string) => ({
    ...ids,
    call_id: id,
    campaign_id: 'cmp_1',
    evaluated_at: '2024-01-10T10:00:00Z',
    score: 60,
    passed: false,
    parameters: [{ parameter: 'Closing', score: 3, max_score: 5, passed: false }],
  });
  await aggregator.send('evaluations', [evaluation('before')]);
  await aggregator.database.withWorkspace('ws_a', (transaction) =>
    transaction.execute(sql`
      update fine_agent_parameter_rollups set language = ${ids.language}
      where workspace_id = current_workspace() and language = rollup_language(${ids.language})`),
  );
  await aggregator.send('evaluations', [evaluation('after')]);
  const { summary, csv } = await aggregator.report('qa_performance', { filters: { language: ids.language } });
  expect(summary.row_count).toBe(1);
  expect(csv).toContain('Closing,2,3.0,5.0');
});
