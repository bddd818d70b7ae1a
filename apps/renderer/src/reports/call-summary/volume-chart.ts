import { formatCount, formatPercentage, formatRate, words } from '@reports/wording';
import { drawChart } from '../../charts/draw-chart.ts';
import { drawCounts } from '../../charts/counts.ts';
import { createPlot, drawBaseLine, drawLine, drawTimeLabels, drawValueAxis } from '../../charts/plot.ts';
import { countScale } from '../../charts/scale.ts';
import { colours, thinTo } from '../../charts/theme.ts';
import type { Stretch, Unit } from './group-days.ts';

const volumePlace = { left: 44, right: 14, top: 14, height: 118 } as const;
const ratePlace = { left: 44, right: 14, top: 156, height: 48 } as const;

/** Calls as columns, connected ones below; under them how many of a hundred were connected. */
export const renderVolumeChart = (stretches: readonly Stretch[], unit: Unit): string => {
  const labels = stretches.map(({ label }) => label);
  const calls = stretches.map((stretch) => stretch.total_calls);
  const volumePlot = createPlot(volumePlace, stretches.length, countScale(calls, 5));
  const ratePlot = createPlot(ratePlace, stretches.length, { min: 0, max: 100, step: 50 });
  return drawChart(
    [
      drawCounts(volumePlot, {
        all: calls,
        foot: stretches.map((stretch) => stretch.connected_calls),
        paint: { foot: colours.accent, others: colours.accentSoft },
        width: { share: 0.68, max: 34 },
        isCut: (slot) => stretches[slot]?.isPart ?? false,
      }),
      drawValueAxis(ratePlot, formatPercentage),
      drawBaseLine(ratePlot),
      drawLine(
        ratePlot,
        stretches.map(({ connection_rate: rate }) => (rate === null ? null : rate * 100)),
        { colour: colours.accent, width: 1.5, dot: 3.5 },
      ),
      drawTimeLabels(ratePlot, labels, thinTo(13, stretches.length)),
    ],
    {
      height: 240,
      description: words().callSummary.chart[unit](stretches.map(describe).join(words().clauseSeparator)),
    },
  );
};

const describe = ({ name, total_calls: calls, connection_rate: rate }: Stretch): string =>
  `${name}: ${formatCount(calls)}${rate === null ? '' : `, ${formatRate(rate)}`}`;
