import {
  compareScores,
  formatChange,
  formatCount,
  formatMaximum,
  formatRate,
  formatScore,
  type ScoreComparison,
} from '@reports/wording';
import { weekBars } from '../../chart/time-bars.ts';
import { formatDay } from '../../wording/dates.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const qaPerformanceHeadline: HeadlineOf<'qa_performance'> = (data, period) => {
  const moved = compareScores(data, period);
  const [weakest] = data.parameter_breakdown
    .filter(({ avg_score: score, max_score: most }) => score !== null && most !== null && most > 0)
    .toSorted((a, b) => (a.avg_score ?? 0) / (a.max_score ?? 1) - (b.avg_score ?? 0) / (b.max_score ?? 1));
  return {
    chart: {
      title: 'Overall score by week',
      bars: weekBars(data.trend ?? [], period, ({ overall_score: score }) => ({
        value: score,
        text: formatScore(score),
      })),
    },
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
      remark: `${moved ? `${describeMove(moved)} ` : ''}Weakest parameter: ${isolate(weakest.parameter)}, ${formatScore(weakest.avg_score)} of ${formatMaximum(weakest.max_score)} points.`,
    }),
  };
};

/** As the report's first page has it. */
const describeMove = ({ before, after, of }: ScoreComparison): string =>
  of === 'weeks'
    ? `The overall score went from ${formatScore(before.score)} (week of ${formatDay(before.from)}) to ${formatScore(after.score)} (week of ${formatDay(after.from)}).`
    : `The overall score went from ${formatScore(before.score)} in the period before to ${formatScore(after.score)}.`;
