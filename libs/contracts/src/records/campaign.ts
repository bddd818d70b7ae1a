import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';

export const CampaignRecord = Type.Object(
  { campaign_id: ExternalId, name: ExternalId },
  { additionalProperties: false },
);
export type CampaignRecord = Static<typeof CampaignRecord>;
