import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLayout, root } from '../layout.ts';
import { stopRequested } from '../stop-requested.ts';
import { bold, say, seconds } from '../terminal.ts';
import { startTestEngines } from '../testing-run/engines-for-tests.ts';
import { runStaticChecks } from '../testing-run/static-checks.ts';
import { runProjectTests } from '../testing-run/test-projects.ts';
import type { Count } from '../testing-run/vitest-report.ts';

const runEverything = async (directory: string): Promise<Count> => {
  const layout = createLayout(directory);
  const file = join(directory, 'engines.json');
  const starting = startTestEngines(layout, file, say);
  // Awaited below; until then a failure must not end the process as an unhandled rejection.
  starting.catch(() => {});
  say(bold('Static checks'));
  const checks = await runStaticChecks(say);
  const engines = await starting;
  try {
    say(bold('Tests'));
    const tests = await runProjectTests({ REPORTS_TEST_ENGINES: file }, say);
    return { passed: checks.passed + tests.passed, failed: checks.failed + tests.failed };
  } finally {
    await engines.stop();
  }
};

/**
 * `npm test`: every check and every test, with engines of its own in a directory of its own. Ends with one line,
 * `N passed, N failed`; the exit code is 0 only when nothing failed.
 */
export const test = async (): Promise<number> => {
  const startedAt = Date.now();
  const directory = mkdtempSync(join(tmpdir(), 'reports-test-'));
  void stopRequested().then((name) => {
    process.stderr.write(`Stopped by ${name}\n`);
  });
  try {
    const { passed, failed } = await runEverything(directory);
    if (failed > 0) {
      const kept = join(root, '.local/test-logs');
      rmSync(kept, { recursive: true, force: true });
      cpSync(join(directory, 'logs'), kept, { recursive: true });
      say(`The engines' logs are in ${kept}`);
    }
    say(`Took ${seconds(Date.now() - startedAt)}`);
    say(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    say('0 passed, 1 failed');
    return 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
