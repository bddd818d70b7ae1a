import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';
import { RecordTimestamp } from './record-timestamp.ts';

/** Most severe first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export const Severity = Type.Enum([...severities]);
export type Severity = (typeof severities)[number];

export const ComplianceCheckRecord = Type.Object(
  {
    check_id: ExternalId,
    call_id: ExternalId,
    campaign_id: ExternalId,
    agent_id: ExternalId,
    checked_at: RecordTimestamp,
    check: ExternalId,
    passed: Type.Boolean(),
    severity: Severity,
    detail: Type.Optional(Type.String({ maxLength: 10_000, pattern: '^[^\\u0000]*$' })),
    language: Type.Optional(ExternalId),
  },
  { additionalProperties: false },
);
export type ComplianceCheckRecord = Static<typeof ComplianceCheckRecord>;
