import type { AcceptedReport } from '@reports/contracts';
import { reports, requestOf, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { eq } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { demandRoomForReport } from '../workspaces/demand-room.ts';
import { insertReport, requestReport } from './accept-report.ts';
import { reportNotFound } from './require-report.ts';

/** A new report of an earlier one's request, to be compared with it. Throws `report_not_found`, `report_not_completed`. */
export const rerunReport = async (
  transaction: Transaction,
  caller: Caller,
  reportId: string,
): Promise<AcceptedReport> => {
  const [earlier] = await transaction.select().from(reports).where(eq(reports.id, reportId));
  if (!earlier || earlier.deletedAt) throw reportNotFound(reportId);
  if (earlier.status !== 'completed') {
    throw new ProblemError({
      code: 'report_not_completed',
      message: `Report ${reportId} is ${earlier.status}: only a completed one can be made again and compared.`,
    });
  }
  await demandRoomForReport(transaction, caller);
  const row = await insertReport(transaction, {
    workspaceId: earlier.workspaceId,
    type: earlier.type,
    format: earlier.format,
    periodFrom: earlier.periodFrom,
    periodTo: earlier.periodTo,
    timezone: earlier.timezone,
    filters: earlier.filters,
    comparedTo: earlier.id,
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
