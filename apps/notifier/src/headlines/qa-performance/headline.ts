import { compareScores, formatChange, formatCount, formatRate, formatScore, words } from '@reports/wording';
import { weekBars } from '../../chart/time-bars.ts';
import type { HeadlineOf } from '../headline.ts';

export const qaPerformanceHeadline: HeadlineOf<'qa_performance'> = (data, period) => {
  const { headlines: say, words: word } = words();
  const moved = compareScores(data, period);
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
  };
};
