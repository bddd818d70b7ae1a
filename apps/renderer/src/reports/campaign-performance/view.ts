import type { CampaignFigures, CampaignPerformanceData } from '@reports/contracts';
import { pageWidth } from '../../charts/draw-chart.ts';
import {
  formatCount,
  formatRate,
  isFullWeek,
  noFigure,
  reportSentences,
  type Sentence,
  words,
} from '@reports/wording';
import { describeWeek } from '../../formatting/dates.ts';
import { formatDuration } from '../../formatting/duration.ts';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { figure, type Figure } from '../../page/figures.ts';
import { firstRows } from '../../page/first-rows.ts';
import { mainDispositions, type DispositionRow } from '../../page/disposition-rows.ts';
import type { ReportContext } from '../define.ts';
import { drawSentimentColumns } from './sentiment-columns.ts';
import { sentimentMix, type SentimentMix } from './sentiment.ts';

interface ComparedCampaign {
  campaign: Named;
  attempted: string;
  reached: string;
  reachRate: string;
  reachBar: Bar;
  calls: string;
  connectionRate: string;
  duration: string;
  sentiment: SentimentMix | null;
}

const compared = (
  row: CampaignPerformanceData['campaigns'][number],
  overallReach: number | null,
): ComparedCampaign => ({
  campaign: named(row.campaign_id, row.campaign_name),
  attempted: formatCount(row.contacts_attempted),
  reached: formatCount(row.contacts_reached),
  reachRate: formatRate(row.reach_rate),
  reachBar: barOf(row.reach_rate, 1, { mark: overallReach === null ? null : overallReach * 100 }),
  calls: formatCount(row.total_calls),
  connectionRate: formatRate(row.connection_rate),
  duration: formatDuration(row.avg_duration_seconds),
  sentiment: sentimentMix(row.sentiment),
});

interface CampaignCard {
  campaign: Named;
  facts: { label: string; value: string }[];
  dispositions: DispositionRow[];
  sentiment: SentimentMix | null;
  chart: string;
  /** What the chart shows, in figures; empty where it is left out. */
  weeks: SentimentWeek[];
  /** That they are too many for a card; empty where they are not. */
  weeksElsewhere: string;
}

/** Weeks in the table of a card: half a year. A year of each of a hundred campaigns would be pages that nobody turns. */
const maxCardWeeks = 26;

const hasSentiment = (figures: CampaignFigures): boolean =>
  figures.sentiment_trend.some((point) => point.positive !== null);

const chartOf = (
  figures: CampaignFigures,
  period: ReportContext,
  size: Parameters<typeof drawSentimentColumns>[2],
) => (hasSentiment(figures) ? drawSentimentColumns(figures.sentiment_trend, period, size) : '');

const cardOf = (row: CampaignPerformanceData['campaigns'][number], context: ReportContext): CampaignCard => {
  const shown = hasSentiment(row) && row.sentiment_trend.length > 1 ? row.sentiment_trend : [];
  const isLong = shown.length > maxCardWeeks;
  return {
    campaign: named(row.campaign_id, row.campaign_name),
    facts: [
      { label: words().words.contactsAttempted, value: formatCount(row.contacts_attempted) },
      { label: words().words.contactsReached, value: formatCount(row.contacts_reached) },
      { label: words().words.reachRate, value: formatRate(row.reach_rate) },
      { label: words().words.calls, value: formatCount(row.total_calls) },
      { label: words().words.connectedCalls, value: formatCount(row.connected_calls) },
      { label: words().words.connectionRate, value: formatRate(row.connection_rate) },
      { label: words().words.averageDuration, value: formatDuration(row.avg_duration_seconds) },
    ],
    dispositions: mainDispositions(row.dispositions, 6),
    sentiment: sentimentMix(row.sentiment),
    chart: chartOf(row, context, { width: 310, height: 96, labels: 6, widestStep: 60 }),
    weeks: isLong ? [] : sentimentWeeks(shown, context),
    weeksElsewhere: isLong ? words().campaignPerformance.weeksElsewhere(formatCount(shown.length)) : '',
  };
};

/** Campaigns in the comparison, and campaigns with a card of their own: those with the most calls. */
const maxCompared = 500;
const maxCards = 100;

interface SentimentWeek {
  name: string;
  days: string;
  partial: boolean;
  calls: string;
  withSentiment: string;
  positive: string;
  neutral: string;
  negative: string;
}

const sentimentWeeks = (
  trend: CampaignFigures['sentiment_trend'],
  { from, to }: ReportContext,
): SentimentWeek[] =>
  trend.map((point) => ({
    ...describeWeek(point.week, from, to),
    partial: !isFullWeek(point.week, { from, to }),
    calls: formatCount(point.calls),
    withSentiment:
      point.calls_with_sentiment === undefined ? noFigure : formatCount(point.calls_with_sentiment),
    positive: formatRate(point.positive),
    neutral: formatRate(point.neutral),
    negative: formatRate(point.negative),
  }));

export interface CampaignPerformanceView {
  called: boolean;
  figures: Figure[];
  sentences: Sentence[];
  sentiment: SentimentMix | null;
  totalCalls: string;
  chart: string;
  weeks: SentimentWeek[];
  hasParts: boolean;
  dispositions: DispositionRow[];
  campaigns: ComparedCampaign[];
  campaignsCut: string;
  cards: CampaignCard[];
  cardsCut: string;
  overallReach: string;
}

/** What the campaign performance report says, in words and lengths. */
export const viewCampaignPerformance = (
  { totals, campaigns }: CampaignPerformanceData,
  context: ReportContext,
): CampaignPerformanceView => ({
  called: totals.total_calls > 0,
  figures: [
    figure(
      words().words.contactsAttempted,
      formatCount(totals.contacts_attempted),
      words().campaignPerformance.onceEach,
    ),
    figure(
      words().words.reachRate,
      formatRate(totals.reach_rate),
      words().campaignPerformance.reached(formatCount(totals.contacts_reached)),
    ),
    figure(
      words().words.calls,
      formatCount(totals.total_calls),
      totals.total_calls === 0
        ? words().campaignPerformance.noneMade
        : words().campaignPerformance.connected(formatRate(totals.connection_rate)),
    ),
    figure(
      words().words.averageDuration,
      formatDuration(totals.avg_duration_seconds),
      words().page.minutesAndSeconds,
    ),
  ],
  sentences: reportSentences('campaign_performance', { totals, campaigns }, context),
  sentiment: sentimentMix(totals.sentiment),
  totalCalls: formatCount(totals.total_calls),
  weeks:
    hasSentiment(totals) && totals.sentiment_trend.length > 1
      ? sentimentWeeks(totals.sentiment_trend, context)
      : [],
  hasParts: totals.sentiment_trend.some(({ week }) => !isFullWeek(week, context)),
  chart: chartOf(totals, context, { width: pageWidth, height: 150, labels: 12, widestStep: 132 }),
  dispositions: mainDispositions(totals.dispositions, 15),
  campaigns: campaigns.slice(0, maxCompared).map((row) => compared(row, totals.reach_rate)),
  campaignsCut: firstRows(campaigns, maxCompared, 'campaigns').cut,
  cards: campaigns.slice(0, maxCards).map((row) => cardOf(row, context)),
  cardsCut: firstRows(campaigns, maxCards, 'campaigns').cut,
  overallReach: formatRate(totals.reach_rate),
});
