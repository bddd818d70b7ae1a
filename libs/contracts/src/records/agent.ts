import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';

export const AgentRecord = Type.Object(
  { agent_id: ExternalId, name: ExternalId, team: Type.Optional(ExternalId) },
  { additionalProperties: false },
);
export type AgentRecord = Static<typeof AgentRecord>;
