import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';
import { RecordTimestamp } from './record-timestamp.ts';

export const Sentiment = Type.Enum(['positive', 'neutral', 'negative']);
export type Sentiment = Static<typeof Sentiment>;

export const CallRecord = Type.Object(
  {
    call_id: ExternalId,
    campaign_id: ExternalId,
    agent_id: ExternalId,
    contact_id: ExternalId,
    started_at: RecordTimestamp,
    duration_seconds: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    connected: Type.Boolean(),
    disposition: Type.Optional(ExternalId),
    language: Type.Optional(ExternalId),
    sentiment: Type.Optional(Sentiment),
  },
  { additionalProperties: false },
);
export type CallRecord = Static<typeof CallRecord>;
