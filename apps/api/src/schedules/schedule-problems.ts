import { type ScheduleRow, reports, type Transaction } from '@reports/database';
import { eq } from 'drizzle-orm';
import { ProblemError } from '../problems/problem-error.ts';
import { reportNotFound } from '../reports/require-report.ts';

/** Why a report has no schedule: there is no such report, or it was posted without one. */
export const explainMissingSchedule = async (
  transaction: Transaction,
  reportId: string,
): Promise<ProblemError> => {
  const [report] = await transaction
    .select({ sourceReportId: reports.sourceReportId })
    .from(reports)
    .where(eq(reports.id, reportId));
  if (!report) return reportNotFound(reportId);
  return new ProblemError({
    code: 'schedule_not_found',
    message: report.sourceReportId
      ? `Report ${reportId} is a run of the schedule of ${report.sourceReportId}: ask for that one's.`
      : `Report ${reportId} has no schedule: it never had one, or it is cancelled.`,
  });
};

/** Throws `schedule_cancelled`. */
export const refuseCancelled = ({ reportId, status }: ScheduleRow): void => {
  if (status !== 'cancelled') return;
  throw new ProblemError({
    code: 'schedule_cancelled',
    message: `The schedule of report ${reportId} is cancelled. Post a new report with a schedule.`,
  });
};
