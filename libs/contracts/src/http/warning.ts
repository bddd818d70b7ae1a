import { Type, type Static } from 'typebox';

/** What a request most likely does not mean, or what its report cannot yet say. It is taken all the same. */
export const Warning = Type.Object(
  {
    pointer: Type.String({
      description: 'JSON Pointer into the body of the request.',
      examples: ['/filters/campaign_id'],
    }),
    detail: Type.String(),
  },
  { description: 'What to know of a request that was accepted.' },
);
export type Warning = Static<typeof Warning>;
