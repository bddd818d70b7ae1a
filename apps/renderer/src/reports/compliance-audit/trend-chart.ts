import type { ComplianceAuditData } from '@reports/contracts';
import { formatCount, formatPercentage, formatRate, words } from '@reports/wording';
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

type Trend = NonNullable<ComplianceAuditData['trend']>;

const violationsGrid = { left: 44, right: 14, top: 16, height: 92 } as const;
const rateGrid = { left: 44, right: 14, top: 134, height: 64 } as const;

/** Violations of each week as columns, the critical ones at the foot; beneath them the pass rate, on a scale of its own. */
export const renderTrendChart = (trend: Trend, period: { from: string; to: string }): string => {
  const weeks = weeksOfTrend(trend, period);
  const points = weeks.map(({ point }) => point);
  const rates = points.map((point) =>
    point === undefined || point.pass_rate === null ? null : point.pass_rate * 100,
  );
  const labelEvery = thinTo(13, weeks.length);
  const labels = weeks.map(weekLabel);
  const column = { type: 'bar', stack: 'violations', barWidth: '55%', barMaxWidth: 40 } as const;
  const columnOf = (color: string, value: (point: Trend[number]) => number) =>
    points.map((point, index) => ({
      value: point === undefined ? 0 : value(point),
      itemStyle: { color, opacity: weeks[index]?.isCut ? 0.4 : 1 },
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
        { ...valueAxis(formatPercentage), gridIndex: 1, ...rateScale(rates) },
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
        ...weekLines(
          lineLabels(rates, {
            every: labelEvery,
            text: (index) => formatRate(points[index]?.pass_rate ?? null),
          }),
          weeks.map((week) => week.isCut),
          { gridIndex: 1, color: colours.accent, width: 1.6, symbolSize: 4 },
        ),
      ],
    },
    {
      width: pageWidth,
      height: 236,
      description: words().compliance.chart(
        trend.map((point) => describe(point, period)).join(words().clauseSeparator),
      ),
    },
  );
};

const describe = (point: Trend[number], period: { from: string; to: string }): string =>
  words().compliance.chartWeek(
    sayWeek(point.week, period),
    formatCount(point.checks_failed),
    formatCount(point.critical_violations),
    formatRate(point.pass_rate),
  );
