import { readFileSync } from 'node:fs';

export interface Count {
  passed: number;
  failed: number;
}

/** What we read of Vitest's JSON report. */
interface VitestReport {
  success: boolean;
  numTotalTests: number;
  numPassedTests: number;
}

/**
 * Counts a project's tests by its report. Only a test that ran and passed has passed: a skipped one has failed, and so has a run
 * without a report or a test, or with an error outside of tests.
 */
export const countTests = (file: string): Count => {
  try {
    const { success, numTotalTests, numPassedTests } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    const failed = numTotalTests - numPassedTests;
    const isWhole = success && numTotalTests > 0;
    return { passed: numPassedTests, failed: isWhole ? failed : Math.max(1, failed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
};
