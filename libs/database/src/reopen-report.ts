import { createEvent } from '@reports/contracts';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from './connect.ts';
import { promiseEvent } from './outbox.ts';
import { requestOf } from './request-of.ts';
import { type ReportRow, reports } from './tables/reports.ts';
import { workspaces } from './tables/workspaces.ts';

/**
 * Has a failed report made again, by a workflow of its own: the row is `generating` once more, and the event that has it made is
 * promised. Whoever was told of the failure is told again only if it succeeds. Undefined, and nothing is done, when it is not failed.
 *
 * @param source the service that asks, `/api` for one
 */
export const reopenReport = async (
  transaction: Transaction,
  { workspaceId, reportId, source }: { workspaceId: string; reportId: string; source: string },
): Promise<ReportRow | undefined> => {
  const [report] = await transaction
    .update(reports)
    .set({
      status: 'generating',
      errorCode: null,
      errorMessage: null,
      errorRetryable: null,
      completedAt: null,
      deliveriesRecordedAt: null,
      announcedAt: null,
      attempt: sql`${reports.attempt} + 1`,
      workflowId: sql`${reports.id} || '-' || (${reports.attempt} + 1)`,
    })
    .where(
      and(
        eq(reports.id, reportId),
        eq(reports.workspaceId, workspaceId),
        eq(reports.status, 'failed'),
        isNull(reports.deletedAt),
      ),
    )
    .returning();
  if (!report) return undefined;
  const [workspace] = await transaction
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  await promiseEvent(
    transaction,
    createEvent('report.requested', {
      source,
      workspaceId,
      subject: report.id,
      data: requestOf(report, workspace?.name ?? ''),
    }),
  );
  return report;
};
