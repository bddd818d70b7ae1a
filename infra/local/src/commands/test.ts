import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartPrograms } from '../install/chart-programs.ts';
import { findProgram } from '../install/go-program.ts';
import { installProgramsOfTests } from '../install/programs-of-tests.ts';
import { createLayout, root } from '../layout.ts';
import { stopRequested } from '../stop-requested.ts';
import { say, seconds } from '../terminal.ts';
import type { Count } from '../testing-run/count-tests.ts';
import { startTestEngines } from '../testing-run/engines-for-tests.ts';
import { runEverything } from '../testing-run/run-everything.ts';

const withEngines = async (directory: string): Promise<Count> => {
  const file = join(directory, 'engines.json');
  // They start while the static checks run.
  const starting = startTestEngines(createLayout(directory), file, say);
  const environment = starting.then(() => ({ REPORTS_TEST_ENGINES: file }));
  environment.catch(() => {});
  try {
    return await runEverything(environment, say);
  } finally {
    await starting.then(
      (engines) => engines.stop(),
      () => {},
    );
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
    await installProgramsOfTests(say);
    if (findProgram(chartPrograms.helm, say) === undefined) {
      say(
        'The tests of the Helm chart are left out for want of helm: npm run test:chart brings it and runs them',
      );
    }
    const { passed, failed } = await withEngines(directory);
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
