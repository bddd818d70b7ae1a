import type { ComplianceAuditData } from '@reports/contracts';
import { formatCount, formatRate, isFullWeek } from '@reports/wording';
import { pageWidth, renderChart } from '../../charts/render-chart.ts';
import {
  chartLabel,
  colours,
  lineLabels,
  paleDot,
  rateScale,
  thinTo,
  timeAxis,
  valueAxis,
} from '../../charts/theme.ts';
import { describeWeek, weeksBetween } from '../../formatting/dates.ts';

type Trend = NonNullable<ComplianceAuditData['trend']>;

const violationsGrid = { left: 44, right: 14, top: 16, height: 92 } as const;
const rateGrid = { left: 44, right: 14, top: 134, height: 64 } as const;

/** Violations of each week as columns, the critical ones at the foot; beneath them the pass rate, on a scale of its own. */
export const renderTrendChart = (trend: Trend, { from, to }: { from: string; to: string }): string => {
  const byWeek = new Map(trend.map((point) => [point.week, point]));
  const weeks = weeksBetween(trend[0]?.week ?? '', trend.at(-1)?.week ?? '');
  // A week without checks is a gap, not a week left out.
  const points = weeks.map((week) => byWeek.get(week));
  const pale = weeks.map((week) => !isFullWeek(week, { from, to }));
  const rates = points.map((point) =>
    point === undefined || point.pass_rate === null ? null : point.pass_rate * 100,
  );
  const labelEvery = thinTo(13, weeks.length);
  const labels = weeks.map((week) => {
    const { short, start } = describeWeek(week, from, to);
    return `${short}\n${start}`;
  });
  const column = { type: 'bar', stack: 'violations', barWidth: '55%', barMaxWidth: 40 } as const;
  const columnOf = (color: string, value: (point: Trend[number]) => number) =>
    points.map((point, index) => ({
      value: point === undefined ? 0 : value(point),
      itemStyle: { color, opacity: pale[index] ? 0.4 : 1 },
    }));
  return renderChart(
    {
      grid: [violationsGrid, rateGrid],
      xAxis: [
        { ...timeAxis(labels), gridIndex: 0, axisLabel: { show: false } },
        { ...timeAxis(labels, labelEvery), gridIndex: 1 },
      ],
      yAxis: [
        { ...valueAxis(formatCount), gridIndex: 0, minInterval: 1, splitNumber: 3 },
        { ...valueAxis((value) => `${value}%`), gridIndex: 1, ...rateScale(rates) },
      ],
      series: [
        { ...column, data: columnOf(colours.critical, (point) => point.critical_violations) },
        {
          ...column,
          data: columnOf(colours.alertSoft, (point) => point.checks_failed - point.critical_violations),
          label: {
            ...chartLabel,
            show: weeks.length <= 14,
            position: 'top',
            distance: 3,
            formatter: ({ dataIndex }) => formatCount(points[dataIndex]?.checks_failed ?? 0),
          },
        },
        {
          type: 'line',
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: lineLabels(rates, {
            every: labelEvery,
            text: (index) => formatRate(points[index]?.pass_rate ?? null),
          }).map((point, index) => (pale[index] ? { ...point, ...paleDot } : point)),
          symbol: 'circle',
          symbolSize: 4,
          lineStyle: { color: colours.accent, width: 1.6 },
          itemStyle: { color: colours.accent },
        },
      ],
    },
    {
      width: pageWidth,
      height: 236,
      description: `Violations, critical ones and pass rate by week. ${trend.map(describe).join('; ')}.`,
    },
  );
};

const describe = (point: Trend[number]): string =>
  `${point.week}: ${formatCount(point.checks_failed)}, ${formatCount(point.critical_violations)} critical, ${formatRate(point.pass_rate)} passed`;
