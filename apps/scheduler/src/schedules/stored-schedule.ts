import { type Database, reports, schedules, type ScheduleRow, workspaces } from '@reports/database';
import type { ReportFormat, ReportType } from '@reports/contracts';
import { and, asc, eq, gt, ne, type SQL } from 'drizzle-orm';

/** A schedule and what a person wants to know of its report. */
export interface StoredSchedule {
  schedule: ScheduleRow;
  report: { type: ReportType; format: ReportFormat };
  workspaceName: string;
}

const select = (database: Database, where: SQL | undefined) =>
  database.orm
    .select({
      schedule: schedules,
      report: { type: reports.type, format: reports.format },
      workspaceName: workspaces.name,
    })
    .from(schedules)
    .innerJoin(reports, eq(reports.id, schedules.reportId))
    .innerJoin(workspaces, eq(workspaces.id, schedules.workspaceId))
    .where(where);

export const readSchedule = async (
  systemDatabase: Database,
  reportId: string,
): Promise<StoredSchedule | undefined> => {
  const [found] = await select(systemDatabase, eq(schedules.reportId, reportId));
  return found;
};

const pageSize = 1_000;

/** Every schedule that is not cancelled, in pages. */
export async function* livingSchedules(systemDatabase: Database): AsyncGenerator<StoredSchedule> {
  for (let after = ''; ;) {
    const page = await select(
      systemDatabase,
      and(ne(schedules.status, 'cancelled'), gt(schedules.reportId, after)),
    )
      .orderBy(asc(schedules.reportId))
      .limit(pageSize);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.schedule.reportId;
  }
}
