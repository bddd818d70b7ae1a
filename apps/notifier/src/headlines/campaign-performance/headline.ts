import { formatCount, formatRate, words } from '@reports/wording';
import { weekBars } from '../../chart/time-bars.ts';
import type { HeadlineOf } from '../headline.ts';

export const campaignPerformanceHeadline: HeadlineOf<'campaign_performance'> = ({ totals }, period) => {
  const { headlines: say, words: word } = words();
  return {
    chart: {
      title: say.sentimentByWeek,
      bars: weekBars(totals.sentiment_trend, period, ({ calls }) => ({
        value: calls,
        text: formatCount(calls),
      })),
    },
    figures: [
      { label: word.contactsReached, value: formatCount(totals.contacts_reached) },
      { label: word.reachRate, value: formatRate(totals.reach_rate) },
      { label: say.totalCalls, value: formatCount(totals.total_calls) },
      { label: say.positiveSentiment, value: formatRate(totals.sentiment.positive) },
    ],
  };
};
