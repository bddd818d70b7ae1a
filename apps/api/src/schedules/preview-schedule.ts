import { ScheduleSlot } from '@reports/contracts';
import { slotsAfter, storedCalendar } from '@reports/slots';
import { schedules, type Transaction } from '@reports/database';
import { eq } from 'drizzle-orm';
import { Type } from 'typebox';
import { explainMissingSchedule } from './schedule-problems.ts';
import { slotResource } from './slot-resource.ts';

/** The answer of `GET /v1/reports/{id}/schedule/preview`. */
export const SlotList = Type.Object({ data: Type.Array(ScheduleSlot) });

/** The next slots of a schedule; none while it is paused or cancelled. Throws `report_not_found`, `schedule_not_found`. */
export const previewSchedule = async (
  transaction: Transaction,
  reportId: string,
  count: number,
): Promise<ScheduleSlot[]> => {
  const [schedule] = await transaction.select().from(schedules).where(eq(schedules.reportId, reportId));
  if (!schedule) throw await explainMissingSchedule(transaction, reportId);
  if (schedule.status !== 'active') return [];
  const now = new Date();
  const after = schedule.activeSince > now ? schedule.activeSince : now;
  return slotsAfter(storedCalendar(schedule), after, count).map(slotResource);
};
