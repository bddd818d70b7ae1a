import { Type, type Static } from 'typebox';
import { AverageDuration, CalendarDate, Count, Rate } from '../primitives.ts';
import { defineReportType, sharedFilters } from './define.ts';

/** The four figures of a set of calls. */
export const callFigures = {
  total_calls: Count,
  connected_calls: Count,
  connection_rate: Rate,
  avg_duration_seconds: AverageDuration,
};

export const DispositionShare = Type.Object({
  disposition: Type.String({ description: '`unknown` where a call has none.' }),
  calls: Count,
  share: Rate,
});
export type DispositionShare = Static<typeof DispositionShare>;

export const CallSummaryData = Type.Object({
  ...callFigures,
  dispositions: Type.Array(DispositionShare, { description: 'Most calls first.' }),
  by_campaign: Type.Array(
    Type.Object({
      campaign_id: Type.String(),
      campaign_name: Type.String(),
      ...callFigures,
      dispositions: Type.Array(DispositionShare),
    }),
    { description: 'Most calls first.' },
  ),
  by_date: Type.Array(Type.Object({ date: CalendarDate, ...callFigures }), {
    description: 'Every day of the period.',
  }),
});
export type CallSummaryData = Static<typeof CallSummaryData>;

export const callSummary = defineReportType({
  title: 'Call summary',
  description: 'Calls, connections, dispositions and average duration, by campaign and by date.',
  schemaVersion: 1,
  filters: [...sharedFilters, 'disposition'],
  kinds: ['calls'],
  columns: [
    { name: 'date', type: 'date', description: 'Day in the time zone of the report.' },
    { name: 'campaign_id', type: 'text', description: 'Campaign.' },
    { name: 'campaign_name', type: 'text', description: 'Its name, else its id.' },
    { name: 'total_calls', type: 'integer', description: 'Calls.' },
    { name: 'connected_calls', type: 'integer', description: 'Connected calls.' },
    { name: 'connection_rate', type: 'decimal', description: 'Connected ÷ total.' },
    {
      name: 'avg_duration_seconds',
      type: 'integer',
      description: 'Mean duration of connected calls.',
    },
    {
      name: 'disposition_<name>',
      type: 'integer',
      description:
        'Calls with that disposition: one column for each that was found, by name. Where the workspace has labels of dispositions: one for each of those, whatever was found, `disposition_unknown`, and `other_dispositions` for the rest.',
    },
  ],
  data: CallSummaryData,
});
