import { type Database, reports, schedules } from '@reports/database';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { announceCancelled } from '../reports/cancel-report.ts';
import { announceSchedule } from '../schedules/announce-schedule.ts';

/** Rows and events of one transaction. */
const batchSize = 500;

/** Deletes a workspace's schedules and fails what is being made, and has the scheduler told of each. */
export const stopWork = async ({ orm }: Database, workspaceId: string): Promise<void> => {
  const cancelSchedules = () =>
    orm.transaction(async (transaction) => {
      const some = transaction
        .select({ id: schedules.reportId })
        .from(schedules)
        .where(eq(schedules.workspaceId, workspaceId))
        .limit(batchSize);
      const rows = await transaction
        .delete(schedules)
        .where(and(eq(schedules.workspaceId, workspaceId), inArray(schedules.reportId, some)))
        .returning();
      for (const row of rows) await announceSchedule(transaction, row);
      return rows.length;
    });
  const cancelReports = () =>
    orm.transaction(async (transaction) => {
      const isMaking = and(eq(reports.workspaceId, workspaceId), eq(reports.status, 'generating'));
      const some = transaction.select({ id: reports.id }).from(reports).where(isMaking).limit(batchSize);
      const rows = await transaction
        .update(reports)
        .set({
          status: 'failed',
          errorCode: 'cancelled',
          completedAt: sql`now()`,
          deliveriesRecordedAt: sql`now()`,
        })
        .where(and(isMaking, inArray(reports.id, some)))
        .returning();
      for (const row of rows) await announceCancelled(transaction, row);
      return rows.length;
    });
  while ((await cancelSchedules()) > 0);
  while ((await cancelReports()) > 0);
};
