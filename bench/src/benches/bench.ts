import type { Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';

/** One part of `npm run bench`, chosen by its name. */
export type Bench = (stage: Stage) => Promise<Outcome[]>;
