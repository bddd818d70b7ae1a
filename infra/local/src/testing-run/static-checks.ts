import { seconds, type Say } from '../terminal.ts';
import { runTool } from './run-tool.ts';
import type { Count } from './vitest-report.ts';

const nx = (target: string): readonly [string, readonly string[]] => [
  'nx',
  ['run-many', '-t', target, '--output-style=static-failures-only'],
];

const checks = {
  types: nx('typecheck'),
  lint: nx('lint'),
  formatting: ['oxfmt', ['--check']],
  boundaries: [
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'infra', 'tests', 'bench'],
  ],
  'unused code': ['knip', ['--no-progress', '--no-config-hints']],
} as const;

/** Runs the checks that need no engines, each counted as one; prints what a failing one says. */
export const runStaticChecks = async (say: Say): Promise<Count> => {
  const count = { passed: 0, failed: 0 };
  for (const [name, [tool, args]] of Object.entries(checks)) {
    const startedAt = Date.now();
    const { ok, output } = await runTool(tool, args);
    say(`${ok ? '✓' : '✗'} ${name} (${seconds(Date.now() - startedAt)})`);
    if (!ok) say(output);
    count[ok ? 'passed' : 'failed'] += 1;
  }
  return count;
};
