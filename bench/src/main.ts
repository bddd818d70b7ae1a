import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from './benches/index.ts';
import { fullSizes, scaledSizes, smallSizes } from './data/sizes.ts';
import type { Outcome } from './results/outcome.ts';
import { writeResults } from './results/write-results.ts';
import { openStage } from './stage.ts';

const usage = `npm run bench -- [names] [--small | --calls N] [--beside N] [--directory DIR] [--out DIR]

  names        ${Object.keys(benches).join(', ')}; all of them when left out
  --calls      so many calls, and agents in proportion, instead of five million
  --beside     so many calls of another workspace in \`crowded\`, and agents in proportion, instead of as many as in the others
  --small      a smoke run: little data, few rounds; its figures mean nothing
  --burst      so many schedules in the burst instead of 2,000, one in twenty of them alone in its workspace
  --directory  keeps the platform and its data there, for the next run
  --out        where bench.json and bench.md go (out/bench)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    small: { type: 'boolean', default: false },
    burst: { type: 'string' },
    calls: { type: 'string' },
    beside: { type: 'string' },
    directory: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '../../out/bench') },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`There is no bench ${unknown.join(', ')}.\n\n`);
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
/** A number of calls, as an option has it. */
const callsOf = (name: 'calls' | 'beside'): number | undefined => {
  const calls = values[name] === undefined ? undefined : Number(values[name]);
  if (calls !== undefined && !(Number.isSafeInteger(calls) && calls >= 10_000)) {
    process.stderr.write(`--${name} is a whole number of at least 10,000.\n`);
    process.exit(2);
  }
  return calls;
};
const calls = callsOf('calls') ?? fullSizes.largeCalls;
const beside = callsOf('beside');
const sizes = { ...(values.small ? smallSizes : scaledSizes(calls)) };
if (values.burst !== undefined) {
  const few = Math.ceil(Number(values.burst) / 20);
  sizes.burst = { many: Number(values.burst) - few, few };
}
if (beside !== undefined) sizes.besideCalls = beside;
const stage = await openStage({ sizes, directory: values.directory, say });
/** A run that is interrupted also comes to its own end, as its bench fails: the stage closes once. */
let closing: Promise<void> | undefined;
const closeAndExit = (code: number): void => {
  closing ??= stage.close();
  void closing.finally(() => process.exit(code));
};
process.once('SIGINT', () => closeAndExit(130));
process.once('SIGTERM', () => closeAndExit(143));

const outcomes: Outcome[] = [];
const failed: string[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  say(`${name} …`);
  try {
    outcomes.push(...((await benches[name]?.(stage)) ?? []));
  } catch (error) {
    // The others' figures are worth having.
    failed.push(name);
    say(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  process.stdout.write(`${writeResults(values.out, sizes, outcomes)}\n\n`);
}
if (failed.length > 0) say(`Failed: ${failed.join(', ')}`);
closeAndExit(failed.length > 0 ? 1 : 0);
