import type { Branding, DatasetReference, Frequency, Labels } from '@reports/contracts';
import {
  type MailRules,
  reportDetails,
  type ReportDetails,
  reports,
  schedules,
  type StoredMailDecision,
  type Transaction,
  workspaces,
} from '@reports/database';
import type { CalendarRow } from '@reports/slots';
import { eq } from 'drizzle-orm';

/** A finished report with what its messages say of it. */
export interface DeliveredReport {
  report: ReportDetails;
  workspaceName: string;
  branding: Branding;
  /** What readers see of codes in filters. */
  labels: Labels;
  /** Of the schedule that made it. */
  frequency: Frequency | null;
  /** When that schedule runs. */
  calendar: CalendarRow | null;
  dataset: DatasetReference | null;
  /** When it was last told that its records had changed since. */
  restatedAt: Date | null;
  /** How the run is mailed; null: it is no run. */
  mailRules: MailRules | null;
  mailDecision: StoredMailDecision | null;
}

/** In its workspace's transaction. Undefined: there is no such report any more. */
export const loadReport = async (
  transaction: Transaction,
  reportId: string,
): Promise<DeliveredReport | undefined> => {
  const [report] = await transaction.select().from(reportDetails).where(eq(reportDetails.id, reportId));
  if (!report) return undefined;
  const [row] = await transaction
    .select({
      dataset: reports.dataset,
      restatedAt: reports.restatedAt,
      mailRules: reports.mailRules,
      mailDecision: reports.mailDecision,
      workspaceName: workspaces.name,
      branding: workspaces.branding,
      labels: workspaces.labels,
      frequency: schedules.frequency,
      calendar: {
        frequency: schedules.frequency,
        dayOfWeek: schedules.dayOfWeek,
        dayOfMonth: schedules.dayOfMonth,
        time: schedules.time,
        timezone: schedules.timezone,
      },
    })
    .from(reports)
    .innerJoin(workspaces, eq(workspaces.id, reports.workspaceId))
    .leftJoin(schedules, eq(schedules.reportId, reports.sourceReportId))
    .where(eq(reports.id, reportId));
  return row && { report, ...row };
};
