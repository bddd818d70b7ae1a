import type { Schedule } from '@reports/contracts';
import { schedules, type Transaction } from '@reports/database';
import { scheduleResource } from '@reports/resources';
import { and, eq, ne } from 'drizzle-orm';
import { explainMissingSchedule } from './schedule-problems.ts';

/** A schedule that is not cancelled, also where its report was deleted. Throws `report_not_found`, `schedule_not_found`. */
export const readSchedule = async (transaction: Transaction, reportId: string): Promise<Schedule> => {
  const [schedule] = await transaction
    .select()
    .from(schedules)
    .where(and(eq(schedules.reportId, reportId), ne(schedules.status, 'cancelled')));
  if (schedule) return scheduleResource(schedule);
  throw await explainMissingSchedule(transaction, reportId);
};
