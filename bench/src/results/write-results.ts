import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Sizes } from '../data/sizes.ts';
import { markdownTable } from './markdown.ts';
import { isMet, type Outcome } from './outcome.ts';

/** The machine, and how busy it was: the five minutes' load tells whether something else ran. */
const machine = () => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  node: process.version,
  loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
});

/** Writes `bench.json` and `bench.md` into a directory; gives the table. */
export const writeResults = (directory: string, sizes: Sizes, outcomes: readonly Outcome[]): string => {
  mkdirSync(directory, { recursive: true });
  const table = markdownTable(outcomes);
  const results = {
    measuredAt: new Date().toISOString(),
    machine: machine(),
    sizes,
    outcomes: outcomes.map((outcome) => ({ ...outcome, met: isMet(outcome) })),
  };
  writeFileSync(join(directory, 'bench.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(directory, 'bench.md'), `${table}\n`);
  return table;
};
