import type { AcceptedReport } from '@reports/contracts';
import type { Transaction } from '@reports/database';
import type { Caller } from '../keys/find-caller.ts';
import { deriveReport, requireCompleted } from './derive-report.ts';

/** A new report of an earlier one's request, to be compared with it. Throws `report_not_found`, `report_not_completed`. */
export const rerunReport = async (
  transaction: Transaction,
  caller: Caller,
  reportId: string,
): Promise<AcceptedReport> => {
  const earlier = await requireCompleted(transaction, reportId, 'made again and compared');
  return deriveReport(transaction, caller, earlier, { comparedTo: earlier.id });
};
