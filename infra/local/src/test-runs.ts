/** What starts runs of tests: the engines for them, the tools, the count of what passed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLayout } from './layout.ts';
import type { Say } from './terminal.ts';
import { testEnginesAreUp, testEnginesFile } from './testing/test-engines.ts';
import { startTestEngines } from './testing-run/engines-for-tests.ts';

export { countTests } from './testing-run/count-tests.ts';
export { runTool } from './testing-run/run-tool.ts';

/** Runs `work` with what tests need in their environment: the test engines that are up, else some that live as long as the work. */
export const withTestEngines = async <Result>(
  say: Say,
  work: (environment: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> => {
  if (testEnginesAreUp()) return work({ REPORTS_TEST_ENGINES: testEnginesFile() });
  const directory = mkdtempSync(join(tmpdir(), 'reports-test-'));
  const file = join(directory, 'engines.json');
  try {
    const engines = await startTestEngines(createLayout(directory), file, say);
    try {
      return await work({ REPORTS_TEST_ENGINES: file });
    } finally {
      await engines.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
