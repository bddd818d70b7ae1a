import type { CampaignFigures } from '@reports/contracts';
import { paintPath, readRightToLeft, rectangle } from '../../charts/draw-chart.ts';
import { thinTo } from '../../charts/theme.ts';
import { weeksOfTrend } from '../../charts/weeks-of-trend.ts';
import { sayWeek } from '../../formatting/dates.ts';
import { formatCount, formatRate, words } from '@reports/wording';
import { sentimentColours, sharesOf } from './sentiment.ts';

type Trend = CampaignFigures['sentiment_trend'];

interface Size {
  width: number;
  height: number;
  /** Labels beneath the columns: how many at most. */
  labels: number;
  /** A few weeks do not become slabs. */
  widestStep: number;
}

const labelHeight = 24;
/** Half the width of a label, `29 Jan`. */
const labelHalf = 15;
const gapShare = 0.28;
const round = (value: number): number => Math.round(value * 100) / 100;

const label = (x: number, y: number, text: string): string =>
  `<text x="${round(x)}" y="${y}" text-anchor="middle">${text}</text>`;

/** A share written into its part of a column, where there is room for it. */
const shareLabel = (x: number, columnWidth: number, y: number, height: number, share: number): string =>
  columnWidth < 30 || height < 13
    ? ''
    : `<text x="${round(x)}" y="${round(y + 3.2)}" text-anchor="middle" class="on-colour">${formatRate(share)}</text>`;

const describe = (point: Trend[number], period: { from: string; to: string }): string => {
  const { week, calls_with_sentiment: calls, positive, neutral, negative } = point;
  const shares = [positive, neutral, negative].map((share) => formatRate(share)).join(', ');
  return `${sayWeek(week, period)}: ${positive === null ? words().campaignPerformance.chartNone : calls === undefined ? shares : words().of(shares, formatCount(calls))}`;
};

/**
 * The share of each sentiment week by week as columns of one height, positive at the foot. Drawn by hand: dozens of these
 * stand in one report, each a few hundred bytes. A week without a sentiment is a gap.
 */
export const drawSentimentColumns = (
  trend: Trend,
  period: { from: string; to: string },
  { width, height, labels, widestStep }: Size,
): string => {
  const weeks = weeksOfTrend(trend, period);
  const plot = height - labelHeight;
  const step = Math.min(width / Math.max(1, weeks.length), widestStep);
  const every = thinTo(labels, weeks.length);
  const paths = new Map<string, string>();
  /** What has a role is a part of the figure in the PDF: one path for each colour, not one for each week. */
  const paint = (fill: string, opacity: number, d: string): void => {
    const attributes = `fill="${fill}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}`;
    paths.set(attributes, `${paths.get(attributes) ?? ''}${d}`);
  };
  const texts = weeks.map(({ point, isCut, short, start }, index) => {
    const x = index * step + (step * gapShare) / 2;
    const middle = index * step + step / 2;
    // The first of many narrow columns has its label inside the page.
    const textMiddle = Math.max(middle, labelHalf);
    const named =
      index % every === 0 ? label(textMiddle, plot + 11, short) + label(textMiddle, plot + 21, start) : '';
    const mix = point === undefined ? null : sharesOf(point);
    if (mix === null) return named;
    const columnWidth = step * (1 - gapShare);
    const positive = plot * mix.positive;
    const neutral = plot * mix.neutral;
    const negative = plot - positive - neutral;
    const opacity = isCut ? 0.45 : 1;
    paint(sentimentColours.negative, opacity, rectangle(x, 0, columnWidth, negative));
    paint(sentimentColours.neutral, opacity, rectangle(x, negative, columnWidth, neutral));
    paint(sentimentColours.positive, opacity, rectangle(x, negative + neutral, columnWidth, positive));
    return (
      shareLabel(middle, columnWidth, negative / 2, negative, mix.negative) +
      shareLabel(middle, columnWidth, plot - positive / 2, positive, mix.positive) +
      named
    );
  });
  const columns = [...paths].map(([attributes, d]) => paintPath(attributes, d));
  return `<div class="sentiment-columns" role="img" aria-label="${words().campaignPerformance.chart(trend.map((point) => describe(point, period)).join(words().clauseSeparator))}"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${columns.join('')}${readRightToLeft(texts.join(''))}</svg></div>`;
};
