import type { AcceptedReport, RenderAgain } from '@reports/contracts';
import { reports, type Transaction } from '@reports/database';
import { eq } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';
import { invalidRequest, ProblemError } from '../problems/problem-error.ts';
import { findSplitFaults } from './find-split-faults.ts';
import { deriveReport, requireCompleted } from './derive-report.ts';

/**
 * A new report from an earlier one's frozen dataset. Throws `report_not_found`, `report_not_completed` while there is no
 * dataset, `dataset_expired` once storage has let it go: a report that was itself rendered from a dataset has a younger file.
 */
export const renderAgain = async (
  transaction: Transaction,
  caller: Caller,
  reportId: string,
  { format, split_by: splitBy }: RenderAgain,
): Promise<AcceptedReport> => {
  const origin = await requireCompleted(transaction, reportId, 'rendered again');
  const faults = findSplitFaults(origin.type, splitBy);
  if (faults.length > 0) throw invalidRequest(faults);
  // The report that the figures were made for, also when this one was itself rendered from it.
  const datasetReportId = origin.datasetReportId ?? origin.id;
  const [first] = await transaction
    .select({ retainedUntil: reports.fileRetainedUntil })
    .from(reports)
    .where(eq(reports.id, datasetReportId));
  if (!first || (first.retainedUntil !== null && first.retainedUntil <= new Date())) {
    throw new ProblemError({
      code: 'dataset_expired',
      message: `The figures of report ${reportId} are no longer kept. Post a new report for the same period.`,
    });
  }
  return deriveReport(transaction, caller, origin, { format, splitBy: splitBy ?? null, datasetReportId });
};
