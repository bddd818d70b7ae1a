import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readVitestReport } from './vitest-report.ts';

const directory = mkdtempSync(join(tmpdir(), 'vitest-report-'));
const file = join(directory, 'report.json');

const counts = (report: unknown): { passed: number; failed: number } => {
  writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
  const { passed, failed } = readVitestReport('api', file);
  return { passed, failed };
};

describe('counting tests', () => {
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('a whole run counts its tests', () => {
    expect(counts({ success: true, numPassedTests: 7, numFailedTests: 0 })).toEqual({ passed: 7, failed: 0 });
  });

  test('failures count beside what passed', () => {
    expect(counts({ success: false, numPassedTests: 7, numFailedTests: 2 })).toEqual({
      passed: 7,
      failed: 2,
    });
  });

  test('a missing, cut-off or empty report is a failure', () => {
    expect(readVitestReport('api', join(directory, 'none.json'))).toMatchObject({ passed: 0, failed: 1 });
    expect(counts('{"success": tr')).toEqual({ passed: 0, failed: 1 });
    expect(counts({ success: true, numPassedTests: 0, numFailedTests: 0 })).toEqual({ passed: 0, failed: 1 });
  });

  test('a file that could not be loaded is a failure, though no test failed', () => {
    const testResults = [{ name: 'a.test.ts', status: 'failed', message: 'SyntaxError' }];
    const report = { success: false, numPassedTests: 3, numFailedTests: 0, testResults };
    expect(counts(report)).toEqual({ passed: 3, failed: 1 });
  });

  test('an error outside of tests is a failure', () => {
    expect(counts({ success: false, numPassedTests: 3, numFailedTests: 0 })).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  test('a skipped test is a failure', () => {
    const report = { success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 1 };
    expect(counts(report)).toEqual({ passed: 3, failed: 1 });
  });
});
