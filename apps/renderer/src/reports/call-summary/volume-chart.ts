import { formatCount, formatPercentage, formatRate, words } from '@reports/wording';
import { pageWidth, renderChart } from '../../charts/render-chart.ts';
import { chartLabel, chartText, colours, thinTo, timeAxis, valueAxis } from '../../charts/theme.ts';
import type { Stretch, Unit } from './group-days.ts';

const volumeGrid = { left: 44, right: 14, top: 14, height: 118 } as const;
const rateGrid = { left: 44, right: 14, top: 156, height: 48 } as const;

/** A week or month that the period cuts is pale: it is not to be compared with whole ones. */
const partOpacity = 0.4;

/** Calls as columns, connected ones below; under them how many of a hundred were connected. */
export const renderVolumeChart = (stretches: readonly Stretch[], unit: Unit): string => {
  const labels = stretches.map(({ label }) => label);
  const labelEvery = thinTo(13, stretches.length);
  const column = { type: 'bar', stack: 'calls', barWidth: '68%', barMaxWidth: 34 } as const;
  const dataOf = (value: (stretch: Stretch) => number) =>
    stretches.map((stretch) => ({
      value: value(stretch),
      itemStyle: { opacity: stretch.isPart ? partOpacity : 1 },
    }));
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
          ...valueAxis(formatPercentage),
          gridIndex: 1,
          min: 0,
          max: 100,
          interval: 50,
          axisLabel: { ...chartText, formatter: formatPercentage },
        },
      ],
      series: [
        {
          ...column,
          data: dataOf((stretch) => stretch.connected_calls),
          itemStyle: { color: colours.accent },
        },
        {
          ...column,
          data: dataOf((stretch) => stretch.total_calls - stretch.connected_calls),
          itemStyle: { color: colours.accentSoft },
          label: {
            ...chartLabel,
            show: stretches.length <= 14,
            position: 'top',
            distance: 3,
            formatter: ({ dataIndex }) => formatCount(stretches[dataIndex]?.total_calls ?? 0),
          },
        },
        {
          type: 'line',
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: stretches.map(({ connection_rate: rate }) => (rate === null ? null : rate * 100)),
          symbol: 'circle',
          symbolSize: 3.5,
          lineStyle: { color: colours.accent, width: 1.5 },
          itemStyle: { color: colours.accent },
        },
      ],
    },
    {
      width: pageWidth,
      height: 240,
      description: words().callSummary.chart[unit](stretches.map(describe).join(words().clauseSeparator)),
    },
  );
};

const describe = ({ name, total_calls: calls, connection_rate: rate }: Stretch): string =>
  `${name}: ${formatCount(calls)}${rate === null ? '' : `, ${formatRate(rate)}`}`;
