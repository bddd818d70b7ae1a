import { Type, type Static } from 'typebox';
import { Count, ExternalId, Timestamp } from '../primitives.ts';

export const ErasureId = Type.String({ pattern: '^era_[0-9A-Za-z]+$', examples: ['era_8Xm3kL9wPq2T'] });
export type ErasureId = Static<typeof ErasureId>;

/** Body of `POST /v1/records/erase`: one of the two. */
export const EraseRecords = Type.Object(
  {
    contact_id: Type.Optional(ExternalId),
    agent_id: Type.Optional(ExternalId),
  },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);
export type EraseRecords = Static<typeof EraseRecords>;

/** What an erasure has removed so far. */
export const RemovedRecords = Type.Object({
  calls: Count,
  evaluations: Count,
  compliance_checks: Count,
  agents: Count,
  reports: Type.Integer({ minimum: 0, description: 'Reports whose figures and file were deleted.' }),
});
export type RemovedRecords = Static<typeof RemovedRecords>;

export const ErasureStatus = Type.Enum(['running', 'completed']);
export type ErasureStatus = Static<typeof ErasureStatus>;

/** A job that erases the records of a person. */
export const Erasure = Type.Object({
  erasure_id: ErasureId,
  contact_id: Type.Optional(ExternalId),
  agent_id: Type.Optional(ExternalId),
  status: ErasureStatus,
  removed: RemovedRecords,
  created_at: Timestamp,
  completed_at: Type.Optional(Timestamp),
});
export type Erasure = Static<typeof Erasure>;
