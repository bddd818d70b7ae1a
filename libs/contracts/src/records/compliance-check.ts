import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';
import { RecordTimestamp } from './record-timestamp.ts';

/** Most severe first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export const Severity = Type.Enum([...severities]);
export type Severity = (typeof severities)[number];

/** What was done about a failed check. `waived`: nothing has to be. */
export const Remediation = Type.Enum(['open', 'resolved', 'waived'], {
  description: 'What was done about a failed check; `waived`: nothing has to be.',
});

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
    evidence_url: Type.Optional(
      Type.String({
        maxLength: 2_000,
        pattern: '^https?://[^\\u0000-\\u0020\\u007f]+$',
        description: 'Where its evidence is: a recording, a transcript.',
      }),
    ),
    remediation: Type.Optional(Remediation),
    resolved_at: Type.Optional(RecordTimestamp),
  },
  { additionalProperties: false },
);
export type ComplianceCheckRecord = Static<typeof ComplianceCheckRecord>;
