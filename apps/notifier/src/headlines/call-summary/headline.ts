import { formatCount, formatDayAndMonth, formatQuantity, formatRate, words } from '@reports/wording';
import { dayBars } from '../../chart/time-bars.ts';
import { formatDuration } from '../../wording/figures.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const callSummaryHeadline: HeadlineOf<'call_summary'> = (data, period) => {
  const { callSummary, headlines: say, words: word } = words();
  const [most] = data.dispositions;
  const [busiest] = data.by_date.toSorted((one, other) => other.total_calls - one.total_calls);
  const days = data.by_date.map(({ date, total_calls: count }) => ({ date, count }));
  return {
    chart: {
      title: days.length > 62 ? callSummary.callsBy.week : callSummary.callsBy.day,
      bars: dayBars(days, period, formatCount),
    },
    figures: [
      { label: say.totalCalls, value: formatCount(data.total_calls) },
      { label: word.connectedCalls, value: formatCount(data.connected_calls) },
      { label: word.connectionRate, value: formatRate(data.connection_rate) },
      { label: word.averageDuration, value: formatDuration(data.avg_duration_seconds) },
    ],
    ...(most && {
      remark: [
        say.mostFrequent(isolate(most.disposition), formatRate(most.share)),
        ...(busiest && data.by_date.length > 1
          ? [say.busiest(formatDayAndMonth(busiest.date), formatQuantity(busiest.total_calls, 'call'))]
          : []),
      ].join(' '),
    }),
  };
};
