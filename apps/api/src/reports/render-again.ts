import type { AcceptedReport, ReportFormat } from '@reports/contracts';
import { reports, requestOf, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { eq } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { insertReport, requestReport } from './accept-report.ts';
import { demandRoomForReport } from '../workspaces/demand-room.ts';
import { reportNotFound } from './require-report.ts';

/**
 * A new report from an earlier one's frozen dataset. Throws `report_not_found`, `report_not_completed` while there is no
 * dataset, `dataset_expired` once storage has let it go: a report that was itself rendered from a dataset has a younger file.
 */
export const renderAgain = async (
  transaction: Transaction,
  caller: Caller,
  reportId: string,
  format: ReportFormat,
): Promise<AcceptedReport> => {
  const [origin] = await transaction.select().from(reports).where(eq(reports.id, reportId));
  if (!origin || origin.deletedAt) throw reportNotFound(reportId);
  if (origin.status !== 'completed') {
    throw new ProblemError({
      code: 'report_not_completed',
      message: `Report ${reportId} is ${origin.status}: only a completed one can be rendered again.`,
    });
  }
  // The report that the figures were made for, also when this one was itself rendered from it.
  const datasetReportId = origin.datasetReportId ?? origin.id;
  const [first] = await transaction
    .select({ retainedUntil: reports.fileRetainedUntil })
    .from(reports)
    .where(eq(reports.id, datasetReportId));
  if (!first || (first.retainedUntil !== null && first.retainedUntil <= new Date())) {
    throw new ProblemError({
      code: 'dataset_expired',
      message: `The figures of report ${reportId} are no longer kept. Post a new report for the same period.`,
    });
  }
  await demandRoomForReport(transaction, caller);
  const row = await insertReport(transaction, {
    workspaceId: origin.workspaceId,
    type: origin.type,
    format,
    periodFrom: origin.periodFrom,
    periodTo: origin.periodTo,
    timezone: origin.timezone,
    filters: origin.filters,
    datasetReportId,
  });
  await requestReport(transaction, requestOf(row, caller.workspaceName));
  return {
    report_id: row.id,
    type: row.type,
    status: row.status,
    format: row.format,
    scheduled: false,
    created_at: formatTimestamp(row.createdAt),
  };
};
