import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { bold, seconds, type Say } from '../terminal.ts';
import { type Count, countTests } from './count-tests.ts';
import { runTool } from './run-tool.ts';

const nx = (target: string, ...options: string[]): readonly [string, readonly string[]] => [
  'nx',
  ['run-many', '-t', target, '--output-style=static-failures-only', ...options],
];

/** What needs no engines; each counts as one test. */
const staticChecks = {
  types: nx('typecheck'),
  lint: nx('lint'),
  formatting: ['oxfmt', ['--check']],
  boundaries: [
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'infra', 'tests', 'bench'],
  ],
  'unused code': ['knip', ['--no-progress', '--no-config-hints']],
} as const;

/** What crosses services runs by itself at the end: it starts whole platforms. */
const endToEnd = '@reports/tests';
/** Far more than they need: a test that hangs must not hang everything. */
const timeoutMs = 40 * 60_000;
const reports = join(root, '.local/test-reports');

interface Package {
  name: string;
  nx?: { targets?: Record<string, unknown> };
}

/** The projects that have tests. */
const testedProjects = (): string[] =>
  globSync('{apps,libs,infra}/*/package.json', { cwd: root })
    .concat('tests/package.json', 'bench/package.json')
    .map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Package)
    .filter(({ nx: settings }) => settings?.targets?.['test'] !== undefined)
    .map(({ name }) => name);

/**
 * Runs every check, and every test once `engines` gives the environment to run it with. Nx takes what is unchanged from its cache,
 * with its report; each project's tests are counted by that.
 */
export const runEverything = async (
  engines: Promise<Readonly<Record<string, string>>>,
  say: Say,
): Promise<Count> => {
  const total = { passed: 0, failed: 0 };
  const add = (name: string, { passed, failed }: Count, startedAt?: number): void => {
    total.passed += passed;
    total.failed += failed;
    const took = startedAt === undefined ? '' : ` (${seconds(Date.now() - startedAt)})`;
    say(`${failed === 0 ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed${took}`);
  };

  say(bold('Static checks'));
  for (const [name, [tool, args]] of Object.entries(staticChecks)) {
    const startedAt = Date.now();
    const ok = await runTool(tool, args);
    add(name, { passed: Number(ok), failed: Number(!ok) }, startedAt);
  }

  say(bold('Tests'));
  // One of an earlier run must not stand in for a run that crashed.
  rmSync(reports, { recursive: true, force: true });
  const environment = await engines;
  const inside = await runTool(...nx('test', '--exclude', endToEnd), { environment, timeoutMs });
  const across = await runTool(...nx('test', '-p', endToEnd), { environment, timeoutMs });
  for (const project of testedProjects()) add(project, countTests(join(reports, `${project}.json`)));
  if (total.failed === 0 && !(inside && across))
    add('nx, though every report is whole; its output is above', { passed: 0, failed: 1 });
  return total;
};
