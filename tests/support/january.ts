import type { RecordOf } from '@reports/contracts';

type Evaluation = RecordOf<'evaluations'>;

/** The four weeks of the documentation's example: how many evaluations each has, and their mean score. */
const weeks = [
  { monday: '2024-01-01', evaluations: 201, mean: 82.1 },
  { monday: '2024-01-08', evaluations: 215, mean: 84.8 },
  { monday: '2024-01-15', evaluations: 198, mean: 86.4 },
  { monday: '2024-01-22', evaluations: 228, mean: 87.3 },
];

/** The form of the example: mean scores and how many of the 842 pass. */
const form = [
  { parameter: 'Greeting Compliance', mean: 9.4, max_score: 10, passes: 791 },
  { parameter: 'Product Pitch Accuracy', mean: 16.1, max_score: 20, passes: 606 },
  { parameter: 'DND Handling', mean: 9.8, max_score: 10, passes: 825 },
];

/** 657 of 842 pass: 0.78. */
const passes = 657;

/** One below the mean for each one above it, so that a set's mean is exactly the one that is asked for. */
const around = (mean: number, index: number, size: number, spread: number): number => {
  if (index === size - 1 && size % 2 === 1) return mean;
  return Number((mean + (index % 2 === 0 ? -spread : spread)).toFixed(1));
};

/** Records from which January 2024 comes out exactly as the documentation prints it. */
export const januaryEvaluations = (): Evaluation[] => {
  const records: Evaluation[] = [];
  for (const { monday, evaluations, mean } of weeks) {
    for (let index = 0; index < evaluations; index += 1) {
      const number = records.length;
      const at = new Date(Date.parse(`${monday}T09:00:00Z`) + (index % 5) * 86_400_000 + index * 60_000);
      records.push({
        call_id: `call_${number}`,
        campaign_id: 'cmp_4Rv8sT1wX',
        agent_id: `agt_${number % 12}`,
        evaluated_at: at.toISOString(),
        score: around(mean, index, evaluations, 4.2),
        passed: number % 842 < passes,
        parameters: form.map(({ parameter, mean: parameterMean, max_score, passes: parameterPasses }) => ({
          parameter,
          score: around(parameterMean, number, 842, 0.2),
          max_score,
          passed: number < parameterPasses,
        })),
      });
    }
  }
  return records;
};
