import type { EvaluationRecord, ReportRequest } from '@reports/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneRecords } from '../src/retention/prune-records.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

/** A week's evaluations: on its Monday, how many, and their mean score. */
const weeks = [
  { monday: '2024-01-01', evaluations: 201, meanScore: 82.1 },
  { monday: '2024-01-08', evaluations: 215, meanScore: 84.8 },
  { monday: '2024-01-15', evaluations: 198, meanScore: 86.4 },
  { monday: '2024-01-22', evaluations: 228, meanScore: 87.3 },
];

/** Of `total`, as many at the start as give a rate that rounds to `rate`. */
const share = (index: number, total: number, rate: number) => index < Math.round(total * rate);

/** The seed's January: 842 evaluations whose figures are those that its example prints. */
const january = (): EvaluationRecord[] => {
  const all = weeks.flatMap(({ monday, evaluations, meanScore }) =>
    Array.from({ length: evaluations }, (_, index) => ({ monday, score: meanScore, index })),
  );
  return all.map(({ monday, score }, index) => ({
    call_id: `call_${index}`,
    campaign_id: 'cmp_4Rv8sT1wX',
    agent_id: `agt_${index % 25}`,
    evaluated_at: `${monday}T${String(index % 24).padStart(2, '0')}:00:00Z`,
    score,
    passed: share(index, all.length, 0.78),
    parameters: [
      {
        parameter: 'Greeting Compliance',
        score: 9.4,
        max_score: 10,
        passed: share(index, all.length, 0.94),
      },
      {
        parameter: 'Product Pitch Accuracy',
        score: 16.1,
        max_score: 20,
        passed: share(index, all.length, 0.72),
      },
      { parameter: 'DND Handling', score: 9.8, max_score: 10, passed: share(index, all.length, 0.98) },
    ],
  }));
};

test("the seed's January comes out as its example prints it", async () => {
  await aggregator.send('evaluations', january());
  const { summary } = await aggregator.report('qa_performance', {
    filters: { campaign_id: 'cmp_4Rv8sT1wX' },
  });
  expect(summary.data).toMatchObject({
    calls_evaluated: 842,
    overall_score: 85.2,
    pass_rate: 0.78,
    trend: [
      { week: '2024-W01', overall_score: 82.1, calls_evaluated: 201 },
      { week: '2024-W02', overall_score: 84.8, calls_evaluated: 215 },
      { week: '2024-W03', overall_score: 86.4, calls_evaluated: 198 },
      { week: '2024-W04', overall_score: 87.3, calls_evaluated: 228 },
    ],
    parameter_breakdown: [
      { parameter: 'Greeting Compliance', avg_score: 9.4, max_score: 10, pass_rate: 0.94 },
      { parameter: 'Product Pitch Accuracy', avg_score: 16.1, max_score: 20, pass_rate: 0.72 },
      { parameter: 'DND Handling', avg_score: 9.8, max_score: 10, pass_rate: 0.98 },
    ],
  });
});

const workspaceId = 'ws_b';
const evaluation = (changes: Partial<EvaluationRecord> & { call_id: string }): EvaluationRecord => ({
  campaign_id: 'cmp_1',
  agent_id: 'agt_1',
  evaluated_at: '2024-01-10T10:00:00Z',
  score: 80,
  passed: true,
  parameters: [],
  ...changes,
});

const dataOf = async (filters: ReportRequest['filters'] = {}) =>
  (await aggregator.report('qa_performance', { workspace_id: workspaceId, filters })).summary.data;

test('calibrations stand beside the evaluation of their call, and count where they are asked for alone', async () => {
  await aggregator.send(
    'evaluations',
    [evaluation({ call_id: 'one', score: 90 }), evaluation({ call_id: 'two' })],
    {
      workspaceId,
    },
  );
  const before = await dataOf();
  // Nobody has said anything beside the score.
  expect(before).not.toHaveProperty('auto_failed');
  expect(before).not.toHaveProperty('disputed_share');
  const calibrated = (evaluator_id: string, score: number) =>
    evaluation({
      call_id: 'one',
      kind: 'calibration',
      evaluator_id,
      score,
      evaluated_at: '2024-01-11T10:00:00Z',
    });
  await aggregator.send('evaluations', [calibrated('ann', 70), calibrated('bob', 60)], { workspaceId });
  // The same again changes nothing; a correction replaces that evaluator's.
  await aggregator.send('evaluations', [calibrated('bob', 50)], { workspaceId });
  expect(await dataOf()).toEqual(before);
  expect(await dataOf({ evaluation_kind: 'calibration' })).toMatchObject({
    calls_evaluated: 2,
    overall_score: 60,
  });
  expect(await dataOf({ evaluation_kind: ['manual', 'automatic'] })).toMatchObject({ calls_evaluated: 0 });
});

test('auto-fails and disputes are told of those who send them, each by itself', async () => {
  await aggregator.send(
    'evaluations',
    [
      evaluation({ call_id: 'three', kind: 'manual', auto_failed: true }),
      evaluation({ call_id: 'four', kind: 'manual', auto_failed: false }),
    ],
    { workspaceId },
  );
  const data = await dataOf();
  expect(data).toMatchObject({ calls_evaluated: 4, auto_failed: 1, auto_fail_rate: 0.25 });
  expect(data).not.toHaveProperty('disputed');
  expect(await dataOf({ evaluation_kind: 'manual' })).toMatchObject({ auto_failed: 1, auto_fail_rate: 0.5 });
});

test('calibrations that are too old to be kept go with the evaluations', async () => {
  await pruneRecords({ database: aggregator.database, metrics: aggregator.metrics, log }, 30);
  expect(await dataOf({ evaluation_kind: 'calibration' })).toMatchObject({ calls_evaluated: 0 });
});
