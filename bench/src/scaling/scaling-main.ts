import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { type Load, needOf } from './load-model.ts';

const defaults: Load = {
  workspaces: 10_000,
  callsPerDay: 1e9,
  recordsPerCall: 1,
  peakFactor: 3,
  reportsAtOnce: 100_000,
  pdfShare: 0.2,
  burstMinutes: 10,
  retentionDays: 365,
};

const usage = `npm run scaling -- [--calls-per-day N] ... : what a load asks for, see docs/scaling.md

${Object.entries(defaults)
  .map(([name, value]) => `  --${optionOf(name)}  (${value})`)
  .join('\n')}
`;

function optionOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const names = Object.keys(defaults) as (keyof Load)[];
const options: ParseArgsOptionsConfig = {
  ...Object.fromEntries(names.map((name) => [optionOf(name), { type: 'string' }])),
  help: { type: 'boolean' },
};
const values: Record<string, unknown> = parseArgs({ options }).values;
if (values['help']) {
  process.stdout.write(usage);
} else {
  const load = { ...defaults };
  for (const name of names) {
    const text = values[optionOf(name)];
    if (text === undefined) continue;
    const value = Number(text);
    if (!(value > 0)) throw new Error(`--${optionOf(name)} must be a number over 0.`);
    load[name] = value;
  }
  process.stdout.write(`${JSON.stringify({ load, need: needOf(load) }, null, 2)}\n`);
}
