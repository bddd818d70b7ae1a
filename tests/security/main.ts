/*
 * `npm run test:security`: the long version of every attack in attacks.ts, each with its figures. Ends with `N passed, N failed`.
 * On the test engines that are up (`npm run engines`), else on its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTests, runTool, withTestEngines } from '@reports/local-platform/test-runs';
import { attacks } from './attacks.ts';

const configuration = fileURLToPath(new URL('../../vitest.config.ts', import.meta.url));
const wanted = process.argv.slice(2);
const chosen = attacks.filter(
  ({ project, file }) => wanted.length === 0 || wanted.some((word) => `${project}/${file}`.includes(word)),
);
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const reports = mkdtempSync(join(tmpdir(), 'reports-security-'));
const total = { passed: 0, failed: 0 };

try {
  await withTestEngines(say, async (environment) => {
    for (const [index, { project, file, tries }] of chosen.entries()) {
      say(`\n${index + 1} of ${chosen.length}: ${tries} (${project}/${file})`);
      const report = join(reports, `${index}.json`);
      const vitest = ['run', '--config', configuration, '--root', project, file];
      await runTool(
        'vitest',
        [...vitest, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        {
          environment: { ...environment, REPORTS_LONG_TESTS: 'true' },
          timeoutMs: 20 * 60_000,
        },
      );
      const { passed, failed } = countTests(report);
      total.passed += passed;
      total.failed += failed;
    }
  });
} finally {
  rmSync(reports, { recursive: true, force: true });
}
// No attack is no defence that held.
if (chosen.length === 0) total.failed += 1;
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
