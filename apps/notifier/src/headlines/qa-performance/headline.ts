import {
  compareScores,
  formatChange,
  formatCount,
  formatMaximum,
  formatRate,
  formatScore,
} from '@reports/wording';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const qaPerformanceHeadline: HeadlineOf<'qa_performance'> = (data, period) => {
  const moved = compareScores(data, period);
  const [weakest] = data.parameter_breakdown
    .filter(({ avg_score: score, max_score: most }) => score !== null && most !== null && most > 0)
    .toSorted((a, b) => (a.avg_score ?? 0) / (a.max_score ?? 1) - (b.avg_score ?? 0) / (b.max_score ?? 1));
  return {
    figures: [
      { label: 'Overall score', value: formatScore(data.overall_score) },
      { label: 'Pass rate', value: formatRate(data.pass_rate) },
      { label: 'Calls evaluated', value: formatCount(data.calls_evaluated) },
      ...(moved
        ? [
            {
              label: moved.of === 'weeks' ? 'Last full week against the first' : 'Against the period before',
              value: formatChange(Math.round((moved.after.score - moved.before.score) * 10) / 10),
            },
          ]
        : []),
    ],
    ...(weakest && {
      remark: `Weakest parameter: ${isolate(weakest.parameter)}, ${formatScore(weakest.avg_score)} of ${formatMaximum(weakest.max_score)} points.`,
    }),
  };
};
