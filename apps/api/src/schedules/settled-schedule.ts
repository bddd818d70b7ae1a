import { settleSchedule } from '@reports/slots';
import { type ScheduleRow, type Transaction } from '@reports/database';
import { explainMissingSchedule } from './schedule-problems.ts';

/**
 * A schedule, locked, with every slot that was due by now started: so whatever is done to it next takes back and repeats
 * nothing. Throws `report_not_found`, `schedule_not_found`.
 */
export const settledSchedule = async (transaction: Transaction, reportId: string): Promise<ScheduleRow> => {
  const { schedule } = await settleSchedule(transaction, reportId, {
    source: '/api',
  });
  if (!schedule) throw await explainMissingSchedule(transaction, reportId);
  return schedule;
};
