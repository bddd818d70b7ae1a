import { aggregate } from './aggregate.ts';
import type { Bench } from './bench.ts';
import { crowded } from './crowded.ts';
import { csv } from './csv.ts';
import { filters } from './filters.ts';
import { get } from './get.ts';
import { burst } from './burst.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { list } from './list.ts';
import { memory } from './memory.ts';
import { neighbours } from './neighbours.ts';
import { notify } from './notify.ts';
import { pdf } from './pdf.ts';
import { pruning } from './pruning.ts';
import { tracing } from './tracing.ts';
import { zones } from './zones.ts';

/** Every bench by its name on the command line, in the order of a whole run. */
export const benches: Readonly<Record<string, Bench>> = {
  aggregate,
  zones,
  filters,
  crowded,
  csv,
  memory,
  pdf,
  latency,
  ingest,
  neighbours,
  pruning,
  get,
  list,
  notify,
  tracing,
  burst,
};
