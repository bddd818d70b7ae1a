import { Type, type Static } from 'typebox';
import { ExternalId } from '../primitives.ts';
import { RecordTimestamp } from './record-timestamp.ts';

/** A call has one evaluation; the newest `evaluated_at` wins. */
export const EvaluationRecord = Type.Object(
  {
    call_id: ExternalId,
    campaign_id: ExternalId,
    agent_id: ExternalId,
    evaluated_at: RecordTimestamp,
    score: Type.Number({ minimum: 0, maximum: 100 }),
    passed: Type.Boolean(),
    language: Type.Optional(ExternalId),
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
