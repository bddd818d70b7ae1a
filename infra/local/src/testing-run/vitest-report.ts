import { existsSync, readFileSync } from 'node:fs';

export interface Count {
  passed: number;
  failed: number;
}

/** What we read of Vitest's JSON report. */
interface VitestReport {
  success?: boolean;
  numPassedTests?: number;
  numFailedTests?: number;
  numPendingTests?: number;
  numTodoTests?: number;
  numFailedTestSuites?: number;
  testResults?: { name: string; status: string; message: string }[];
}

/** One thing that went wrong, for the list at the end. */
export interface Fault {
  where: string;
  what: string;
}

export interface ProjectResult extends Count {
  project: string;
  faults: Fault[];
}

const failedOnce = (project: string, what: string): ProjectResult => ({
  project,
  passed: 0,
  failed: 1,
  faults: [{ where: project, what }],
});

/**
 * Counts a project's tests by its report. A report that is missing or unreadable, a run without a single test, a file
 * that could not be loaded, an error outside of tests, and a skipped test all count as failures: only a test that ran
 * and passed has passed.
 */
export const readVitestReport = (project: string, file: string): ProjectResult => {
  if (!existsSync(file)) return failedOnce(project, 'left no test report: its run crashed');
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return failedOnce(project, 'left a test report that cannot be read: its run was cut off');
  }
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report;
  const skipped = numPendingTests + numTodoTests;
  const faults: Fault[] = [];
  let failed = numFailedTests + skipped;
  if (skipped > 0) faults.push({ where: project, what: `${skipped} tests were skipped` });
  for (const { name, status, message } of report.testResults ?? []) {
    if (status !== 'failed' || message === '') continue;
    // The file itself failed, outside of its tests.
    failed += 1;
    faults.push({ where: name, what: message });
  }
  if (numFailedTests > 0) faults.push({ where: project, what: `${numFailedTests} tests failed` });
  if (report.success !== true && failed === 0) {
    failed = 1;
    faults.push({ where: project, what: 'an error outside of its tests' });
  }
  if (numPassedTests + failed === 0) return failedOnce(project, 'ran no test at all');
  return { project, passed: numPassedTests, failed, faults };
};
