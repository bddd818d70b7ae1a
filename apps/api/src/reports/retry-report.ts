import type { AcceptedReport } from '@reports/contracts';
import { reopenReport, reports, schedules, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { and, eq, isNull } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { demandRoomForReport } from '../workspaces/demand-room.ts';
import { reportNotFound } from './require-report.ts';

/** Has a failed report made again under its own id. Throws `report_not_found`, `report_not_failed`. */
export const retryReport = async (
  transaction: Transaction,
  caller: Caller,
  reportId: string,
): Promise<AcceptedReport> => {
  const { workspaceId } = caller;
  await demandRoomForReport(transaction, caller);
  const report = await reopenReport(transaction, { workspaceId, reportId, source: '/api' });
  if (!report) throw await explainNotFailed(transaction, reportId);
  const scheduled = await transaction
    .select({ id: schedules.reportId })
    .from(schedules)
    .where(eq(schedules.reportId, reportId));
  return {
    report_id: report.id,
    type: report.type,
    status: report.status,
    format: report.format,
    ...(report.splitBy !== null && { split_by: report.splitBy }),
    scheduled: scheduled.length > 0,
    created_at: formatTimestamp(report.createdAt),
  };
};

const explainNotFailed = async (transaction: Transaction, reportId: string): Promise<ProblemError> => {
  const [report] = await transaction
    .select({ status: reports.status })
    .from(reports)
    .where(and(eq(reports.id, reportId), isNull(reports.deletedAt)));
  if (!report) return reportNotFound(reportId);
  return new ProblemError({
    code: 'report_not_failed',
    message: `Report ${reportId} is ${report.status}: only a failed one can be made again.`,
  });
};
