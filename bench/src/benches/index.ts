import { aggregate } from './aggregate.ts';
import type { Bench } from './bench.ts';

/** Every bench by its name on the command line, in the order of a whole run. */
export const benches: Readonly<Record<string, Bench>> = {
  aggregate,
};
