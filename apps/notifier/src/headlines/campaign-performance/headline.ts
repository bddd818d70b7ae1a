import { formatCount, formatQuantity, formatRate } from '@reports/wording';
import { weekBars } from '../../chart/time-bars.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const campaignPerformanceHeadline: HeadlineOf<'campaign_performance'> = (
  { totals, campaigns },
  period,
) => {
  const [largest] = campaigns;
  return {
    chart: {
      title: 'Calls with a sentiment by week',
      bars: weekBars(totals.sentiment_trend, period, ({ calls }) => ({
        value: calls,
        text: formatCount(calls),
      })),
    },
    figures: [
      { label: 'Contacts reached', value: formatCount(totals.contacts_reached) },
      { label: 'Reach rate', value: formatRate(totals.reach_rate) },
      { label: 'Total calls', value: formatCount(totals.total_calls) },
      { label: 'Positive sentiment', value: formatRate(totals.sentiment.positive) },
    ],
    ...(largest && {
      remark: `Most calls: ${isolate(largest.campaign_name)}, ${formatQuantity(largest.total_calls, 'call')}, ${formatRate(largest.reach_rate)} of contacts reached.`,
    }),
  };
};
