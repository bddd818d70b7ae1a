import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { seconds, type Say } from '../terminal.ts';
import { testedProjects } from './projects.ts';
import { runTool } from './run-tool.ts';
import { readVitestReport, type Count } from './vitest-report.ts';

/** What crosses services runs by itself at the end: it starts whole platforms. */
const endToEnd = '@reports/tests';

/** Far more than they need: a test that hangs must not hang everything. */
const groupTimeoutMs = 40 * 60_000;

const reportsDirectory = join(root, '.local/test-reports');

const runGroup = async (
  projects: readonly string[],
  environment: Readonly<Record<string, string>>,
  say: Say,
): Promise<Count> => {
  const count = { passed: 0, failed: 0 };
  if (projects.length === 0) return count;
  const startedAt = Date.now();
  const args = ['run-many', '-t', 'test', '-p', ...projects, '--output-style=static-failures-only'];
  const { ok, output } = await runTool('nx', args, {
    environment,
    timeoutMs: groupTimeoutMs,
    // A sign of life for each project as it ends; what failed says why below.
    onLine: (line) => {
      if (/nx run .*:test/.test(line)) say(`  ${line.trim()}`);
    },
  });
  if (!ok) say(output);
  for (const project of projects) {
    const result = readVitestReport(project, join(reportsDirectory, `${project}.json`));
    count.passed += result.passed;
    count.failed += result.failed;
    say(`${result.failed === 0 ? '✓' : '✗'} ${project}: ${result.passed} passed, ${result.failed} failed`);
    for (const { where, what } of result.faults) say(`    ${where}: ${what}`);
  }
  if (!ok && count.failed === 0) {
    say('✗ nx failed though every report is whole; its output is above');
    count.failed += 1;
  }
  say(`  ${seconds(Date.now() - startedAt)}`);
  return count;
};

/** Runs every project's tests through Nx, which takes unchanged ones from its cache, and counts them by their reports. */
export const runProjectTests = async (
  environment: Readonly<Record<string, string>>,
  say: Say,
): Promise<Count> => {
  // Nx puts a cached project's report back; one of an earlier run must not stand in for a run that crashed.
  rmSync(reportsDirectory, { recursive: true, force: true });
  const projects = testedProjects();
  const inside = await runGroup(
    projects.filter((name) => name !== endToEnd),
    environment,
    say,
  );
  const across = await runGroup(
    projects.filter((name) => name === endToEnd),
    environment,
    say,
  );
  return { passed: inside.passed + across.passed, failed: inside.failed + across.failed };
};
