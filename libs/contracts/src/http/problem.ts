import { Type, type Static } from 'typebox';

/** One fault of a bad request. */
export const Fault = Type.Object({
  pointer: Type.String({
    description: 'JSON Pointer into the body, or `?name` for a query parameter.',
    examples: ['/filters/campaign_id'],
  }),
  detail: Type.String(),
});
export type Fault = Static<typeof Fault>;

/** RFC 9457 `application/problem+json`. */
export const Problem = Type.Object({
  type: Type.String({ format: 'uri-reference' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  request_id: Type.String(),
  errors: Type.Optional(Type.Array(Fault, { description: 'Every fault at once.' })),
});
export type Problem = Static<typeof Problem>;
