import {
  compareScores,
  formatChange,
  formatCount,
  formatDayAndMonth,
  formatMaximum,
  formatRate,
  formatScore,
  type ScoreComparison,
  words,
} from '@reports/wording';
import { weekBars } from '../../chart/time-bars.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const qaPerformanceHeadline: HeadlineOf<'qa_performance'> = (data, period) => {
  const { headlines: say, words: word } = words();
  const moved = compareScores(data, period);
  const [weakest] = data.parameter_breakdown
    .filter(({ avg_score: score, max_score: most }) => score !== null && most !== null && most > 0)
    .toSorted((a, b) => (a.avg_score ?? 0) / (a.max_score ?? 1) - (b.avg_score ?? 0) / (b.max_score ?? 1));
  return {
    chart: {
      title: say.scoreByWeek,
      bars: weekBars(data.trend ?? [], period, ({ overall_score: score }) => ({
        value: score,
        text: formatScore(score),
      })),
    },
    figures: [
      { label: word.overallScore, value: formatScore(data.overall_score) },
      { label: word.passRate, value: formatRate(data.pass_rate) },
      { label: word.callsEvaluated, value: formatCount(data.calls_evaluated) },
      ...(moved
        ? [
            {
              label: moved.of === 'weeks' ? say.lastWeekAgainstFirst : say.againstBefore,
              value: formatChange(Math.round((moved.after.score - moved.before.score) * 10) / 10),
            },
          ]
        : []),
    ],
    ...(weakest && {
      remark: [
        ...(moved ? [describeMove(moved)] : []),
        say.weakest(
          isolate(weakest.parameter),
          formatScore(weakest.avg_score),
          formatMaximum(weakest.max_score),
        ),
      ].join(' '),
    }),
  };
};

/** As the report's first page has it. */
const describeMove = ({ before, after, of }: ScoreComparison): string =>
  of === 'weeks'
    ? words().headlines.wentByWeeks(
        formatScore(before.score),
        formatDayAndMonth(before.from),
        formatScore(after.score),
        formatDayAndMonth(after.from),
      )
    : words().headlines.wentByPeriods(formatScore(before.score), formatScore(after.score));
