import type { AcceptedReport } from '@reports/contracts';
import { type ReportRow, reports, requestOf, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { eq } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { demandRoomForReport } from '../workspaces/demand-room.ts';
import { findWarnings } from './find-warnings.ts';
import { insertReport, requestReport } from './accept-report.ts';
import { reportNotFound } from './require-report.ts';

/** A report that another can be made of; `purpose` is what for, in words. Throws `report_not_found`, `report_not_completed`. */
export const requireCompleted = async (
  transaction: Transaction,
  reportId: string,
  purpose: string,
): Promise<ReportRow> => {
  const [report] = await transaction.select().from(reports).where(eq(reports.id, reportId));
  if (!report || report.deletedAt) throw reportNotFound(reportId);
  if (report.status === 'completed') return report;
  throw new ProblemError({
    code: 'report_not_completed',
    message: `Report ${reportId} is ${report.status}: only a completed one can be ${purpose}.`,
  });
};

/** Takes in a report of another one's request, but for what is said. Throws `too_many_reports_generating`. */
export const deriveReport = async (
  transaction: Transaction,
  caller: Caller,
  origin: ReportRow,
  changed: Partial<Pick<ReportRow, 'format' | 'splitBy' | 'datasetReportId' | 'comparedTo'>>,
): Promise<AcceptedReport> => {
  await demandRoomForReport(transaction, caller);
  const { workspaceId, type, format, splitBy, periodFrom, periodTo, timezone, filters } = origin;
  const request = { workspaceId, type, format, splitBy, periodFrom, periodTo, timezone, filters };
  // What is made of the same figures is said the same of.
  const warnings = changed.datasetReportId ? origin.warnings : await findWarnings(transaction, request);
  const row = await insertReport(transaction, { ...request, ...changed, warnings });
  await requestReport(transaction, requestOf(row, caller.workspaceName));
  return {
    report_id: row.id,
    type: row.type,
    status: row.status,
    format: row.format,
    ...(row.splitBy !== null && { split_by: row.splitBy }),
    scheduled: false,
    ...(row.warnings && { warnings: row.warnings }),
    created_at: formatTimestamp(row.createdAt),
  };
};
