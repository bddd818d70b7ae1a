import { formatCount, formatRate } from '@reports/wording';
import { formatDuration } from '../../wording/figures.ts';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const callSummaryHeadline: HeadlineOf<'call_summary'> = (data) => {
  const [most] = data.dispositions;
  return {
    figures: [
      { label: 'Total calls', value: formatCount(data.total_calls) },
      { label: 'Connected calls', value: formatCount(data.connected_calls) },
      { label: 'Connection rate', value: formatRate(data.connection_rate) },
      { label: 'Average duration', value: formatDuration(data.avg_duration_seconds) },
    ],
    ...(most && {
      remark: `Most frequent disposition: ${isolate(most.disposition)}, ${formatRate(most.share)} of calls.`,
    }),
  };
};
