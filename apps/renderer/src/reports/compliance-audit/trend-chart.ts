import type { ComplianceAuditData } from '@reports/contracts';
import { formatCount, formatPercentage, formatRate, words } from '@reports/wording';
import { drawChart } from '../../charts/draw-chart.ts';
import { drawCounts } from '../../charts/counts.ts';
import {
  createPlot,
  drawBaseLine,
  drawLine,
  drawLineLabels,
  drawTimeLabels,
  drawValueAxis,
} from '../../charts/plot.ts';
import { countScale, rateScale } from '../../charts/scale.ts';
import { colours, thinTo } from '../../charts/theme.ts';
import { weekLabel, weeksOfTrend } from '../../charts/weeks-of-trend.ts';
import { sayWeek } from '../../formatting/dates.ts';

type Trend = NonNullable<ComplianceAuditData['trend']>;

const violationsPlace = { left: 44, right: 14, top: 16, height: 92 } as const;
const ratePlace = { left: 44, right: 14, top: 134, height: 64 } as const;
const dot = 4;

/** Violations of each week as columns, the critical ones at the foot; beneath them the pass rate, on a scale of its own. */
export const renderTrendChart = (trend: Trend, period: { from: string; to: string }): string => {
  const weeks = weeksOfTrend(trend, period);
  const points = weeks.map(({ point }) => point);
  const rates = points.map((point) =>
    point === undefined || point.pass_rate === null ? null : point.pass_rate * 100,
  );
  const labelEvery = thinTo(13, weeks.length);
  const violations = points.map((point) => point?.checks_failed ?? 0);
  const isCut = (slot: number) => weeks[slot]?.isCut ?? false;
  const violationsPlot = createPlot(violationsPlace, weeks.length, countScale(violations, 4));
  const ratePlot = createPlot(ratePlace, weeks.length, rateScale(rates));
  return drawChart(
    [
      drawCounts(violationsPlot, {
        all: violations,
        foot: points.map((point) => point?.critical_violations ?? 0),
        paint: { foot: colours.critical, others: colours.alertSoft },
        width: { share: 0.55, max: 40 },
        isCut,
      }),
      drawValueAxis(ratePlot, formatPercentage),
      drawBaseLine(ratePlot),
      drawLine(ratePlot, rates, { colour: colours.accent, width: 1.6, dot, isPale: isCut }),
      drawLineLabels(ratePlot, rates, {
        every: labelEvery,
        text: (slot) => formatRate(points[slot]?.pass_rate ?? null),
        dot,
      }),
      drawTimeLabels(ratePlot, weeks.map(weekLabel), labelEvery),
    ],
    {
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
