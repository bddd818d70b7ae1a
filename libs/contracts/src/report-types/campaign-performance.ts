import { Type, type Static } from 'typebox';
import { Count, IsoWeek, Rate, weekDays } from '../primitives.ts';
import { callFigures, DispositionShare } from './call-summary.ts';
import { defineReportType, sharedFilters } from './define.ts';

const sentimentShares = { positive: Rate, neutral: Rate, negative: Rate };

/** Absent from datasets made before 1.1.0. */
const callsWithSentiment = Type.Optional(
  Type.Integer({ minimum: 0, description: 'Calls that have a sentiment: what the shares are of.' }),
);

export const CampaignFigures = Type.Object({
  contacts_attempted: Count,
  contacts_reached: Count,
  reach_rate: Rate,
  ...callFigures,
  dispositions: Type.Array(DispositionShare, { description: 'Most calls first.' }),
  sentiment: Type.Object(
    { ...sentimentShares, calls: callsWithSentiment },
    { description: 'Shares of the calls that have one.' },
  ),
  sentiment_trend: Type.Array(
    Type.Object({
      week: IsoWeek,
      ...weekDays,
      calls: Count,
      calls_with_sentiment: callsWithSentiment,
      ...sentimentShares,
    }),
    {
      description: 'The weeks that have calls.',
    },
  ),
});
export type CampaignFigures = Static<typeof CampaignFigures>;

export const CampaignPerformanceData = Type.Object({
  totals: CampaignFigures,
  campaigns: Type.Array(
    Type.Object({
      campaign_id: Type.String(),
      campaign_name: Type.String(),
      ...CampaignFigures.properties,
    }),
    { description: 'Most calls first.' },
  ),
});
export type CampaignPerformanceData = Static<typeof CampaignPerformanceData>;

export const campaignPerformance = defineReportType({
  title: 'Campaign performance',
  description: 'Each campaign: contact reach, disposition mix and sentiment from week to week.',
  schemaVersion: 1,
  filters: [...sharedFilters, 'disposition'],
  kinds: ['calls'],
  columns: [
    { name: 'campaign_id', type: 'text', description: 'Campaign.' },
    { name: 'campaign_name', type: 'text', description: 'Its name, else its id.' },
    { name: 'week', type: 'week', description: 'ISO week in the time zone of the report.' },
    { name: 'contacts_attempted', type: 'integer', description: 'Distinct contacts called.' },
    { name: 'contacts_reached', type: 'integer', description: 'Of those, with a connected call.' },
    { name: 'reach_rate', type: 'decimal', description: 'Reached ÷ attempted.' },
    { name: 'total_calls', type: 'integer', description: 'Calls.' },
    { name: 'connected_calls', type: 'integer', description: 'Connected calls.' },
    { name: 'connection_rate', type: 'decimal', description: 'Connected ÷ total.' },
    {
      name: 'avg_duration_seconds',
      type: 'integer',
      description: 'Mean duration of connected calls.',
    },
    { name: 'positive', type: 'decimal', description: 'Share of calls with a sentiment.' },
    { name: 'neutral', type: 'decimal', description: 'Share of calls with a sentiment.' },
    { name: 'negative', type: 'decimal', description: 'Share of calls with a sentiment.' },
  ],
  data: CampaignPerformanceData,
});
