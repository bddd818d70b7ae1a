import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Load, needOf } from './load-model.ts';

const load: Load = {
  workspaces: 10_000,
  callsPerDay: 1e9,
  recordsPerCall: 1,
  peakFactor: 3,
  reportsAtOnce: 100_000,
  pdfShare: 0.2,
  burstMinutes: 10,
  retentionDays: 365,
};

test('the need of the load in docs/scaling.md is the one that it says', () => {
  expect(needOf(load)).toEqual({
    recordsPerSecond: { mean: 11_574, peak: 34_722 },
    cores: { records: 6, reports: 13, temporal: 10, pdf: 13 },
    callsPerWorkspaceAndDay: 100_000,
    databaseTerabytes: 265.7,
    cells: [
      { because: 'records kept', cells: 14 },
      { because: 'records a second', cells: 1 },
      { because: 'reports at once', cells: 1 },
    ],
  });
});

test('more of anything never asks for less, and more time never for more', () => {
  const { cores, databaseTerabytes } = needOf(load);
  const doubled = needOf({ ...load, callsPerDay: 2e9, reportsAtOnce: 200_000 });
  expect(doubled.cores.records).toBeGreaterThan(cores.records);
  expect(doubled.cores.pdf).toBeGreaterThan(cores.pdf);
  expect(doubled.databaseTerabytes).toBeGreaterThan(databaseTerabytes);
  expect(needOf({ ...load, burstMinutes: 60 }).cores.reports).toBeLessThan(cores.reports);
});

test('the command takes a load, and refuses what is none', () => {
  const run = (...words: string[]): string =>
    execFileSync(process.execPath, [fileURLToPath(new URL('scaling-main.ts', import.meta.url)), ...words], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(JSON.parse(run())).toEqual({ load, need: needOf(load) });
  expect(JSON.parse(run('--calls-per-day', '5e6'))).toMatchObject({ load: { callsPerDay: 5e6 } });
  expect(() => run('--calls-per-day', 'many')).toThrow('must be a number over 0');
});
