import type { QaPerformanceData } from '@reports/contracts';
import { formatCount, formatPercentage, formatRate, formatScore, words } from '@reports/wording';
import { pageWidth, renderChart } from '../../charts/render-chart.ts';
import {
  chartLabel,
  colours,
  lineLabels,
  rateScale,
  thinTo,
  timeAxis,
  valueAxis,
  weekLines,
} from '../../charts/theme.ts';
import { weekLabel, weeksOfTrend } from '../../charts/weeks-of-trend.ts';
import { sayWeek } from '../../formatting/dates.ts';

type Trend = NonNullable<QaPerformanceData['trend']>;

const scoreGrid = { left: 40, right: 14, top: 18, height: 74 } as const;
const rateGrid = { left: 40, right: 14, top: 120, height: 74 } as const;
const callsGrid = { left: 40, right: 14, top: 222, height: 30 } as const;

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
  const labels = weeks.map(weekLabel);
  const axisOf = (gridIndex: number) =>
    ({ ...timeAxis(labels), gridIndex, axisLabel: { show: false }, axisLine: { show: false } }) as const;
  const isCut = weeks.map((week) => week.isCut);
  const line = (gridIndex: number, color: string, values: Parameters<typeof weekLines>[0]) =>
    weekLines(values, isCut, { gridIndex, color, width: 2, symbolSize: 5 });

  return renderChart(
    {
      grid: [scoreGrid, rateGrid, callsGrid],
      xAxis: [axisOf(0), axisOf(1), { ...timeAxis(labels, labelEvery), gridIndex: 2 }],
      yAxis: [
        { ...valueAxis(String), gridIndex: 0, ...rateScale(scores) },
        {
          ...valueAxis(formatPercentage),
          gridIndex: 1,
          ...rateScale(rates, ...(target === undefined ? [] : [target * 100])),
        },
        { type: 'value', gridIndex: 2, show: false, min: 0 },
      ],
      series: [
        ...line(
          0,
          colours.accent,
          lineLabels(scores, { every: labelEvery, text: (index) => formatScore(scores[index] ?? null) }),
        ),
        // The target first: the rate lies over it.
        ...(target === undefined
          ? []
          : [
              {
                type: 'line' as const,
                xAxisIndex: 1,
                yAxisIndex: 1,
                data: weeks.map(() => target * 100),
                symbol: 'none',
                lineStyle: { color: colours.quiet, width: 1, type: [4, 3] },
              },
            ]),
        ...line(
          1,
          colours.ink,
          lineLabels(rates, {
            every: labelEvery,
            text: (index) => formatRate(points[index]?.pass_rate ?? null),
            mark: target === undefined ? undefined : target * 100,
          }),
        ),
        {
          type: 'bar',
          xAxisIndex: 2,
          yAxisIndex: 2,
          data: points.map((point, index) => ({
            value: point?.calls_evaluated ?? 0,
            itemStyle: { color: weeks[index]?.isCut ? colours.neutral : colours.accentSoft },
          })),
          barWidth: '55%',
          barMaxWidth: 46,
          label: {
            ...chartLabel,
            show: weeks.length <= 16,
            position: 'top',
            distance: 2,
            color: colours.quiet,
            formatter: ({ dataIndex }) => formatCount(points[dataIndex]?.calls_evaluated ?? 0),
          },
        },
      ],
    },
    {
      width: pageWidth,
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
