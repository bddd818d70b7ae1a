import { formatCount, formatQuantity, formatRate } from '@reports/wording';
import { dayBars } from '../../chart/time-bars.ts';
import { formatDuration } from '../../wording/figures.ts';
import { formatDay } from '../../wording/dates.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const callSummaryHeadline: HeadlineOf<'call_summary'> = (data, period) => {
  const [most] = data.dispositions;
  const [busiest] = data.by_date.toSorted((one, other) => other.total_calls - one.total_calls);
  const days = data.by_date.map(({ date, total_calls: count }) => ({ date, count }));
  return {
    chart: {
      title: days.length > 62 ? 'Calls by week' : 'Calls by day',
      bars: dayBars(days, period, formatCount),
    },
    figures: [
      { label: 'Total calls', value: formatCount(data.total_calls) },
      { label: 'Connected calls', value: formatCount(data.connected_calls) },
      { label: 'Connection rate', value: formatRate(data.connection_rate) },
      { label: 'Average duration', value: formatDuration(data.avg_duration_seconds) },
    ],
    ...(most && {
      remark: `Most frequent disposition: ${isolate(most.disposition)}, ${formatRate(most.share)} of calls.${
        busiest && data.by_date.length > 1
          ? ` The busiest day was ${formatDay(busiest.date)}, with ${formatQuantity(busiest.total_calls, 'call')}.`
          : ''
      }`,
    }),
  };
};
