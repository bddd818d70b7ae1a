import type { EvaluationRecord } from '@reports/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';

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
