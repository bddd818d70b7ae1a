import { type Database, findReport, type ReportDetails } from '@reports/database';
import { ProblemError } from '../problems/problem-error.ts';

/** Throws `report_not_found`, also for another workspace's report. */
export const requireReport = async (
  database: Database,
  workspaceId: string,
  reportId: string,
): Promise<ReportDetails> => {
  const report = await findReport(database, workspaceId, reportId);
  if (report) return report;
  throw reportNotFound(reportId);
};

export const reportNotFound = (reportId: string): ProblemError =>
  new ProblemError({
    code: 'report_not_found',
    message: `There is no report ${reportId} in this workspace.`,
  });
