import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countTests } from './count-tests.ts';

const directory = mkdtempSync(join(tmpdir(), 'count-tests-'));
const file = join(directory, 'report.json');
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ['a whole run counts its tests', { success: true, numTotalTests: 7, numPassedTests: 7 }, 7, 0],
  ['failures count beside what passed', { success: false, numTotalTests: 9, numPassedTests: 7 }, 7, 2],
  ['a skipped test is a failure', { success: true, numTotalTests: 4, numPassedTests: 3 }, 3, 1],
  [
    'a file that could not be loaded, or an error outside of tests, is a failure',
    { success: false, numTotalTests: 3, numPassedTests: 3 },
    3,
    1,
  ],
  ['a run without a test is a failure', { success: true, numTotalTests: 0, numPassedTests: 0 }, 0, 1],
  ['a report that was cut off is a failure', '{"success": tr', 0, 1],
])('%s', (_, report, passed, failed) => {
  writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
  expect(countTests(file)).toEqual({ passed, failed });
});

test('a run that left no report is a failure', () => {
  expect(countTests(join(directory, 'none.json'))).toEqual({ passed: 0, failed: 1 });
});
