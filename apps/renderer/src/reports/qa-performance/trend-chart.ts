import type { QaPerformanceData } from '@reports/contracts';
import { pageWidth, renderChart } from '../../charts/render-chart.ts';
import { chartLabel, colours, roundFloor, thinTo, timeAxis, valueAxis } from '../../charts/theme.ts';
import { describeWeek, weeksBetween } from '../../formatting/dates.ts';
import { formatCount, formatScore, isFullWeek } from '@reports/wording';

type Trend = NonNullable<QaPerformanceData['trend']>;

/** The point of a week that the period cuts: it is not compared with full weeks. */
const paleDot = {
  itemStyle: { color: colours.neutral },
  label: { color: colours.quiet, fontWeight: 400 },
} as const;

const percentOf = (rate: number | null): number | null => (rate === null ? null : rate * 100);

const scoreGrid = { left: 34, right: 14, top: 16, height: 122 } as const;
const callsGrid = { left: 34, right: 14, top: 158, height: 40 } as const;

/** Score and pass rate as lines over one scale, since both run to 100; below them, how many calls they rest on. */
export const renderTrendChart = (trend: Trend, from: string, to: string): string => {
  const byWeek = new Map(trend.map((point) => [point.week, point]));
  const weeks = weeksBetween(trend[0]?.week ?? '', trend.at(-1)?.week ?? '');
  // A week without evaluations is a gap in the lines, not a week left out.
  const points = weeks.map((week) => byWeek.get(week));
  const scores = points.map((point) => point?.overall_score ?? null);
  const passRates = points.map((point) => percentOf(point?.pass_rate ?? null));
  const pale = weeks.map((week) => !isFullWeek(week, { from, to }));
  const labelEvery = thinTo(13, weeks.length);
  const labels = weeks.map((week) => {
    const { short, start } = describeWeek(week, from, to);
    return `${short}\n${start}`;
  });
  const figures = [...scores, ...passRates].filter((value) => value !== null);
  const labelled = (format: (value: number) => string) => ({
    ...chartLabel,
    show: true,
    distance: 4,
    formatter: ({ value, dataIndex }: { value: unknown; dataIndex: number }) =>
      typeof value === 'number' && dataIndex % labelEvery === 0 ? format(value) : '',
  });

  return renderChart(
    {
      grid: [scoreGrid, callsGrid],
      xAxis: [
        { ...timeAxis(labels), gridIndex: 0, axisLabel: { show: false }, axisLine: { show: false } },
        { ...timeAxis(labels, labelEvery), gridIndex: 1 },
      ],
      yAxis: [
        { ...valueAxis(String), gridIndex: 0, min: roundFloor(figures), max: 100, splitNumber: 4 },
        { type: 'value', gridIndex: 1, show: false, min: 0 },
      ],
      series: [
        {
          type: 'line',
          data: passRates,
          symbol: 'circle',
          symbolSize: 3,
          lineStyle: { color: colours.quiet, width: 1.2, type: [4, 3] },
          itemStyle: { color: colours.quiet },
        },
        {
          type: 'line',
          data: scores.map((value, index) => (pale[index] ? { value, ...paleDot } : value)),
          symbol: 'circle',
          symbolSize: 5,
          lineStyle: { color: colours.accent, width: 2 },
          itemStyle: { color: colours.accent },
          label: { ...labelled(formatScore), position: 'top', fontWeight: 600 },
        },
        {
          type: 'bar',
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: points.map((point, index) => ({
            value: point?.calls_evaluated ?? 0,
            itemStyle: { color: pale[index] ? colours.neutral : colours.accentSoft },
          })),
          barWidth: '55%',
          barMaxWidth: 46,
          label: {
            ...labelled(formatCount),
            show: weeks.length <= 16,
            position: 'top',
            distance: 2,
            color: colours.quiet,
          },
        },
      ],
    },
    {
      width: pageWidth,
      height: 232,
      description: `Overall score, pass rate and calls evaluated in each of ${weeks.length} weeks; the figures are in the table below.`,
    },
  );
};
