import type { QaPerformanceData } from '@reports/contracts';
import { formatCount, formatPercentage, formatRate, formatScore, words } from '@reports/wording';
import { drawChart } from '../../charts/draw-chart.ts';
import {
  createPlot,
  drawBaseLine,
  drawColumnLabels,
  drawColumns,
  drawLine,
  drawLineLabels,
  drawMark,
  drawTimeLabels,
  drawValueAxis,
} from '../../charts/plot.ts';
import { countScale, rateScale } from '../../charts/scale.ts';
import { colours, thinTo } from '../../charts/theme.ts';
import { weekLabel, weeksOfTrend } from '../../charts/weeks-of-trend.ts';
import { sayWeek } from '../../formatting/dates.ts';

type Trend = NonNullable<QaPerformanceData['trend']>;

const scorePlace = { left: 40, right: 14, top: 18, height: 74 } as const;
const ratePlace = { left: 40, right: 14, top: 120, height: 74 } as const;
const callsPlace = { left: 40, right: 14, top: 222, height: 30 } as const;
const dot = 5;

/**
 * Score, pass rate and how many calls they rest on, week by week: each on a scale of its own, one beneath the other. `target` is the pass
 * rate that the workspace aims at, where the dataset knows it.
 */
export const renderTrendChart = (
  trend: Trend,
  { target, ...period }: { from: string; to: string; target: number | undefined },
): string => {
  const weeks = weeksOfTrend(trend, period);
  const points = weeks.map(({ point }) => point);
  const scores = points.map((point) => point?.overall_score ?? null);
  const rates = points.map((point) =>
    point === undefined || point.pass_rate === null ? null : point.pass_rate * 100,
  );
  const labelEvery = thinTo(13, weeks.length);
  const calls = points.map((point) => point?.calls_evaluated ?? 0);
  const isCut = (slot: number) => weeks[slot]?.isCut ?? false;
  const mark = target === undefined ? undefined : target * 100;
  const scorePlot = createPlot(scorePlace, weeks.length, rateScale(scores));
  const ratePlot = createPlot(
    ratePlace,
    weeks.length,
    rateScale(rates, ...(mark === undefined ? [] : [mark])),
  );
  const callsPlot = createPlot(callsPlace, weeks.length, countScale(calls, 4));

  return drawChart(
    [
      drawValueAxis(scorePlot, String),
      drawLine(scorePlot, scores, { colour: colours.accent, width: 2, dot, isPale: isCut }),
      drawLineLabels(scorePlot, scores, {
        every: labelEvery,
        text: (slot) => formatScore(scores[slot] ?? null),
        dot,
      }),
      drawValueAxis(ratePlot, formatPercentage),
      // The target first: the rate lies over it.
      mark === undefined ? '' : drawMark(ratePlot, mark, weeks.length),
      drawLine(ratePlot, rates, { colour: colours.ink, width: 2, dot, isPale: isCut }),
      drawLineLabels(ratePlot, rates, {
        every: labelEvery,
        text: (slot) => formatRate(points[slot]?.pass_rate ?? null),
        dot,
        mark,
      }),
      drawBaseLine(callsPlot),
      drawColumns(callsPlot, { share: 0.55, max: 46 }, [
        {
          values: calls,
          paint: (slot) => ({ colour: isCut(slot) ? colours.neutral : colours.accentSoft }),
        },
      ]),
      weeks.length > 16
        ? ''
        : drawColumnLabels(callsPlot, calls, {
            text: (slot) => formatCount(calls[slot] ?? 0),
            colour: colours.quiet,
            distance: 2,
          }),
      drawTimeLabels(callsPlot, weeks.map(weekLabel), labelEvery),
    ],
    {
      height: 284,
      description: words().qa.chart(
        trend.map((point) => describe(point, period)).join(words().clauseSeparator),
      ),
    },
  );
};

const describe = (point: Trend[number], period: { from: string; to: string }): string =>
  words().qa.chartWeek(
    sayWeek(point.week, period),
    formatScore(point.overall_score),
    formatRate(point.pass_rate),
    formatCount(point.calls_evaluated),
  );
