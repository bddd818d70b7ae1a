import type { CallSummaryData } from '@reports/contracts';
import { pageWidth, renderChart } from '../../charts/render-chart.ts';
import { chartLabel, chartText, colours, thinTo, timeAxis, valueAxis } from '../../charts/theme.ts';
import { formatCount } from '@reports/wording';
import { groupDays, type VolumePoint } from './group-days.ts';

const volumeGrid = { left: 44, right: 14, top: 14, height: 118 } as const;
const rateGrid = { left: 44, right: 14, top: 156, height: 48 } as const;

const rateOf = ({ connected, total }: VolumePoint): number | null =>
  total === 0 ? null : Math.round((connected / total) * 100);

/** Calls as columns, connected ones below; under them how many of a hundred were connected. */
export const renderVolumeChart = (byDate: CallSummaryData['by_date']): string => {
  const { unit, points } = groupDays(byDate);
  const labels = points.map(({ label }) => label);
  const labelEvery = thinTo(12, points.length);
  const column = { type: 'bar', stack: 'calls', barWidth: '68%', barMaxWidth: 34 } as const;
  return renderChart(
    {
      grid: [volumeGrid, rateGrid],
      xAxis: [
        { ...timeAxis(labels), gridIndex: 0, axisLabel: { show: false } },
        { ...timeAxis(labels, labelEvery), gridIndex: 1 },
      ],
      yAxis: [
        { ...valueAxis(formatCount), gridIndex: 0, minInterval: 1, splitNumber: 4 },
        {
          ...valueAxis((value) => `${value}%`),
          gridIndex: 1,
          min: 0,
          max: 100,
          interval: 50,
          axisLabel: { ...chartText, formatter: '{value}%' },
        },
      ],
      series: [
        { ...column, data: points.map(({ connected }) => connected), itemStyle: { color: colours.accent } },
        {
          ...column,
          data: points.map(({ connected, total }) => total - connected),
          itemStyle: { color: colours.accentSoft },
          label: {
            ...chartLabel,
            show: points.length <= 14,
            position: 'top',
            distance: 3,
            formatter: ({ dataIndex }) => formatCount(points[dataIndex]?.total ?? 0),
          },
        },
        {
          type: 'line',
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: points.map(rateOf),
          symbol: points.length <= 62 ? 'circle' : 'none',
          symbolSize: 3.5,
          lineStyle: { color: colours.accent, width: 1.5 },
          itemStyle: { color: colours.accent },
        },
      ],
    },
    {
      width: pageWidth,
      height: points.some(({ label }) => label.includes('\n')) ? 240 : 228,
      description: `Calls and connected calls in each of ${points.length} ${unit}s, and the connection rate; the figures of each day are in the table by date.`,
    },
  );
};
