import type { LastRun, ListOf, ScheduledReport } from '@reports/contracts';
import { reportDetails, reports, scheduleSlots, type Transaction } from '@reports/database';
import { formatTimestamp, reportResource } from '@reports/resources';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { countRows } from '../lists/count-rows.ts';
import { statusOf } from './list-runs.ts';
import { listPage, type PageParameters, readPage } from '../lists/page.ts';

/** A page of a workspace's schedules that are not cancelled, newest first. */
export const listSchedules = async (
  transaction: Transaction,
  workspaceId: string,
  query: PageParameters,
): Promise<ListOf<ScheduledReport>> => {
  const page = readPage(query);
  const chosen = and(
    eq(reportDetails.workspaceId, workspaceId),
    inArray(reportDetails.scheduleStatus, ['active', 'paused']),
  );
  const fromPlace =
    page.after &&
    sql`(${reportDetails.createdAt}, ${reportDetails.id}) < (${page.after.at.toISOString()}, ${page.after.id})`;
  const rows = await transaction
    .select()
    .from(reportDetails)
    .where(and(chosen, fromPlace))
    .orderBy(desc(reportDetails.createdAt), desc(reportDetails.id))
    .limit(page.limit + 1)
    .offset(page.after ? 0 : page.offset);
  const lastRuns = await findLastRuns(
    transaction,
    rows.map(({ id }) => id),
  );
  return listPage(rows, page, {
    count: () => countRows(transaction, reportDetails, chosen),
    toItem: (row) => {
      const {
        report_id,
        type,
        format,
        split_by: splitBy,
        filters,
        schedule,
        created_at,
      } = reportResource(row);
      if (!schedule) throw new Error(`The schedule of ${report_id} is gone while it is listed`);
      const inForce = schedule.filters ?? filters ?? {};
      const lastRun = lastRuns.get(row.id);
      return {
        report_id,
        type,
        format: schedule.format ?? format,
        ...(splitBy !== undefined && { split_by: splitBy }),
        ...(Object.keys(inForce).length > 0 && { filters: inForce }),
        schedule,
        ...(lastRun && { last_run: lastRun }),
        created_at,
      };
    },
    placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
};

/** The newest slot of each schedule that has one. */
const findLastRuns = async (
  transaction: Transaction,
  reportIds: readonly string[],
): Promise<ReadonlyMap<string, LastRun>> => {
  if (reportIds.length === 0) return new Map();
  const rows = await transaction
    .selectDistinctOn([scheduleSlots.reportId], { slot: scheduleSlots, status: reports.status })
    .from(scheduleSlots)
    .leftJoin(reports, eq(reports.id, scheduleSlots.runReportId))
    .where(inArray(scheduleSlots.reportId, [...reportIds]))
    .orderBy(scheduleSlots.reportId, desc(scheduleSlots.scheduledFor));
  return new Map(
    rows.map(({ slot, status }) => [
      slot.reportId,
      {
        scheduled_for: formatTimestamp(slot.scheduledFor),
        status: statusOf(slot, status),
        ...(slot.runReportId !== null && { report_id: slot.runReportId }),
      },
    ]),
  );
};
