import type { DatasetReference, Frequency } from '@reports/contracts';
import {
  type Database,
  reportDetails,
  type ReportDetails,
  reports,
  schedules,
  workspaces,
} from '@reports/database';
import { eq } from 'drizzle-orm';

/** A finished report with what its messages say of it. */
export interface DeliveredReport {
  report: ReportDetails;
  workspaceName: string;
  /** Of the schedule that made it. */
  frequency: Frequency | null;
  dataset: DatasetReference | null;
}

/** Undefined: there is no such report any more. */
export const loadReport = (
  database: Database,
  workspaceId: string,
  reportId: string,
): Promise<DeliveredReport | undefined> =>
  database.withWorkspace(workspaceId, async (transaction) => {
    const [report] = await transaction.select().from(reportDetails).where(eq(reportDetails.id, reportId));
    if (!report) return undefined;
    const [row] = await transaction
      .select({ dataset: reports.dataset, workspaceName: workspaces.name, frequency: schedules.frequency })
      .from(reports)
      .innerJoin(workspaces, eq(workspaces.id, reports.workspaceId))
      .leftJoin(schedules, eq(schedules.reportId, reports.sourceReportId))
      .where(eq(reports.id, reportId));
    return row && { report, ...row };
  });
