import { Type, type Static } from 'typebox';
import { Timestamp } from '../primitives.ts';

export const KeyScope = Type.Enum(['read_only', 'read_write', 'admin']);
export type KeyScope = Static<typeof KeyScope>;

/** Body of `POST /v1/keys`. */
export const CreateKey = Type.Object(
  {
    scope: KeyScope,
    expires_in_days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3_650, description: 'Left out: the key does not expire.' }),
    ),
  },
  { additionalProperties: false },
);
export type CreateKey = Static<typeof CreateKey>;

export const Key = Type.Object({
  key_id: Type.String(),
  scope: KeyScope,
  created_at: Timestamp,
  expires_at: Type.Optional(Timestamp),
  revoked_at: Type.Optional(Timestamp),
});
export type Key = Static<typeof Key>;

/** The answer of `POST /v1/keys`: the key itself is shown once. */
export const CreatedKey = Type.Object({
  ...Key.properties,
  key: Type.Optional(
    Type.String({ description: 'Shown once: a repeat under the same Idempotency-Key leaves it out.' }),
  ),
});
export type CreatedKey = Static<typeof CreatedKey>;
