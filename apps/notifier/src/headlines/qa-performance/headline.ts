import { formatChange, formatCount, formatMaximum, formatRate, formatScore } from '../../wording/figures.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const qaPerformanceHeadline: HeadlineOf<'qa_performance'> = (data) => {
  const first = data.trend?.[0]?.overall_score;
  const last = data.trend?.at(-1)?.overall_score;
  const moved = (data.trend?.length ?? 0) > 1 && typeof first === 'number' && typeof last === 'number';
  const [weakest] = data.parameter_breakdown
    .filter(({ avg_score: score, max_score: most }) => score !== null && most !== null && most > 0)
    .toSorted((a, b) => (a.avg_score ?? 0) / (a.max_score ?? 1) - (b.avg_score ?? 0) / (b.max_score ?? 1));
  return {
    figures: [
      { label: 'Overall score', value: formatScore(data.overall_score) },
      { label: 'Pass rate', value: formatRate(data.pass_rate) },
      { label: 'Calls evaluated', value: formatCount(data.calls_evaluated) },
      ...(moved ? [{ label: 'Since the first week', value: formatChange(last - first) }] : []),
    ],
    ...(weakest && {
      remark: `Weakest parameter: ${isolate(weakest.parameter)}, ${formatScore(weakest.avg_score)} of ${formatMaximum(weakest.max_score)} points.`,
    }),
  };
};
