/**
 * `npm run test:faults [name…] [--size n] [--seed n]`: breaks platforms in every way that we know, the long way; without names, in all.
 * Each scenario says what its size is. Prints the figures, and ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { clocks } from './scenarios/clocks.ts';
import { connections } from './scenarios/connections.ts';
import { disks } from './scenarios/disks.ts';
import { kills } from './scenarios/kills.ts';
import { memory } from './scenarios/memory.ts';
import { network } from './scenarios/network.ts';
import { pauses } from './scenarios/pauses.ts';
import { repeats } from './scenarios/repeats.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { secrets } from './scenarios/secrets.ts';
import { stops } from './scenarios/stops.ts';

const scenarios: Readonly<Record<string, Scenario>> = {
  kills,
  network,
  pauses,
  stops,
  disks,
  connections,
  clocks,
  repeats,
  memory,
  secrets,
};

const { values, positionals } = parseArgs({
  options: { size: { type: 'string' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in scenarios));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no ${unknown.join(', ')}: there are ${Object.keys(scenarios).join(', ')}.\n`,
  );
  process.exit(2);
}

let failed = 0;
const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
for (const name of names) {
  const say = (text: string): unknown => process.stdout.write(`${name}: ${text}\n`);
  const startedAt = Date.now();
  try {
    const { figures, faults } = await (scenarios[name] as Scenario)({
      seed: Number(values.seed),
      size: values.size === undefined ? undefined : Number(values.size),
      say,
    });
    for (const fault of faults) say(`FAULT ${fault}`);
    say(JSON.stringify({ ...figures, minutes: Number(((Date.now() - startedAt) / 60_000).toFixed(1)) }));
    if (faults.length > 0) failed += 1;
  } catch (error) {
    say(`FAULT ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    failed += 1;
  }
}
process.stdout.write(`${names.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
