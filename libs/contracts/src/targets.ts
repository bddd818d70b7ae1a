import { Type, type Static } from 'typebox';

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** What a workspace measures by. A report's data says those that it was made with, so that another format of it says the same. */
export const Targets = Type.Object({
  pass_rate: Share('A pass rate under it misses the target.'),
  peer_gap: Share(
    'A share of points that much under the other agents’ calls for coaching: 0.05 is five points of a hundred.',
  ),
});
export type Targets = Static<typeof Targets>;

/** A change of some of them. */
export const ChangeTargets = Type.Partial(Targets, {
  additionalProperties: false,
  minProperties: 1,
  description:
    'What reports are measured by from now on, up to four decimals. Those that are left out stay as they are.',
});

/** Those of a workspace that has set none. */
export const defaultTargets = { pass_rate: 0.8, peer_gap: 0.05 } as const satisfies Targets;
