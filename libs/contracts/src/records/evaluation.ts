import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';
import { RecordTimestamp } from './record-timestamp.ts';

/** `calibration`: by which evaluators compare themselves. */
export const EvaluationKind = Type.Enum(['automatic', 'manual', 'calibration'], {
  description:
    'Calibrations count in no report unless its filter `evaluation_kind` asks for them. Of one call each evaluator may have one, beside its evaluation.',
});

/** A call has one evaluation; the newest `evaluated_at` wins. Calibrations are beside it, one for each evaluator. */
export const EvaluationRecord = Type.Object(
  {
    call_id: ExternalId,
    campaign_id: ExternalId,
    agent_id: ExternalId,
    evaluated_at: RecordTimestamp,
    score: Type.Number({ minimum: 0, maximum: 100 }),
    passed: Type.Boolean(),
    language: Type.Optional(ExternalId),
    evaluator_id: Type.Optional(ExternalId),
    kind: Type.Optional(EvaluationKind),
    auto_failed: Type.Optional(
      Type.Boolean({ description: 'Whether one answer failed all of it, whatever its score.' }),
    ),
    disputed: Type.Optional(Type.Boolean({ description: 'Whether the agent disputes it.' })),
    parameters: Type.Array(
      Type.Object(
        {
          parameter: ExternalId,
          score: Type.Number({ minimum: 0, maximum: 1_000_000 }),
          max_score: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
          passed: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
      { maxItems: 200, description: "In the form's order." },
    ),
  },
  { additionalProperties: false },
);
export type EvaluationRecord = Static<typeof EvaluationRecord>;
