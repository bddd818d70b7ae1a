import { createEvent, type ReportSummary } from '@reports/contracts';
import { promiseEvent, reportDetails, reports, type Transaction, workflowIdOf } from '@reports/database';
import { reportResource } from '@reports/resources';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { ProblemError } from '../problems/problem-error.ts';
import { reportNotFound } from './require-report.ts';

/** As the row and the client have it. */
const cancelled = 'cancelled';

/**
 * Cancels a report that is being made: from here on it is failed, by the code `cancelled`, nobody is told, and its workflow is ended.
 * A second time changes nothing. Throws `report_not_found`, `report_finished`.
 */
export const cancelReport = async (
  transaction: Transaction,
  { workspaceId, reportId }: { workspaceId: string; reportId: string },
): Promise<ReportSummary> => {
  const [row] = await transaction
    .update(reports)
    .set({
      status: 'failed',
      errorCode: cancelled,
      errorMessage: 'The report was cancelled. Retry it if it is still wanted.',
      errorRetryable: true,
      completedAt: sql`now()`,
      // Nothing is owed to anybody.
      deliveriesRecordedAt: sql`now()`,
    })
    .where(
      and(eq(reports.id, reportId), eq(reports.workspaceId, workspaceId), eq(reports.status, 'generating')),
    )
    .returning();
  if (row) await announceCancelled(transaction, row);
  const [report] = await transaction
    .select()
    .from(reportDetails)
    .where(and(eq(reportDetails.id, reportId), isNull(reportDetails.deletedAt)));
  if (!report) throw reportNotFound(reportId);
  if (report.errorCode !== cancelled) {
    throw new ProblemError({
      code: 'report_finished',
      message: `Report ${reportId} is ${report.status}: only one that is being made can be cancelled.`,
    });
  }
  return reportResource(report);
};

/** Promises the event that has a report's workflow ended. */
export const announceCancelled = (
  transaction: Transaction,
  report: Parameters<typeof workflowIdOf>[0] & { workspaceId: string },
): Promise<void> =>
  promiseEvent(
    transaction,
    createEvent('report.cancelled', {
      source: '/api',
      workspaceId: report.workspaceId,
      subject: report.id,
      data: { report_id: report.id, workflow_id: workflowIdOf(report) },
    }),
  );
