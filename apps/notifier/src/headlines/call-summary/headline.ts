import { formatCount, formatRate, words } from '@reports/wording';
import { dayBars } from '../../chart/time-bars.ts';
import { formatDuration } from '../../wording/figures.ts';
import type { HeadlineOf } from '../headline.ts';

export const callSummaryHeadline: HeadlineOf<'call_summary'> = (data, period) => {
  const { callSummary, headlines: say, words: word } = words();
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
  };
};
