import { localTimesWithRow, slotsAfter, storedCalendar } from '@reports/slots';
import type { ScheduleChange, ScheduleRequest } from '@reports/contracts';
import {
  databaseNow,
  inWorkspace,
  reports,
  type ScheduleRow,
  schedules,
  type Transaction,
} from '@reports/database';
import { and, eq, sql } from 'drizzle-orm';
import { announceSchedule } from './announce-schedule.ts';
import { refuseCancelled } from './schedule-problems.ts';
import { scheduleColumns } from './schedule-row.ts';
import { settledSchedule } from './settled-schedule.ts';

/**
 * Changes a schedule. Slots that were due before the change have run or will; a change of the calendar, or a resume, owes
 * nothing from before it. Throws `report_not_found`, `schedule_not_found`, `schedule_cancelled`.
 */
export const changeSchedule = async (
  transaction: Transaction,
  reportId: string,
  { paused, ...fields }: ScheduleChange,
): Promise<ScheduleRow> => {
  const schedule = await settledSchedule(transaction, reportId);
  refuseCancelled(schedule);
  const requested: ScheduleRequest = { ...schedule.requested, ...fields };
  const columns = scheduleColumns(requested, await timezoneOf(transaction, reportId));
  const status = paused === undefined ? schedule.status : paused ? 'paused' : 'active';
  const startsAnew =
    hasOtherCalendar(schedule, columns) || (schedule.status === 'paused' && status === 'active');
  return update(transaction, schedule, {
    ...columns,
    status,
    ...(startsAnew && { activeSince: await afterRunSlots(transaction, reportId, columns) }),
  });
};

/**
 * Now, or the last instant at which the new calendar reads a local time that has had its run: moved to a zone further west, today's
 * 06:00 comes a second time.
 */
const afterRunSlots = async (transaction: Transaction, reportId: string, columns: Columns): Promise<Date> => {
  const now = await databaseNow(transaction);
  const nextSlots = slotsAfter(storedCalendar(columns), now, maxRepeatedSlots);
  const run = await localTimesWithRow(transaction, reportId, nextSlots);
  return nextSlots.findLast(({ localTime }) => run.has(localTime))?.scheduledFor ?? now;
};

/** The zones furthest apart read the same time 26 hours apart. */
const maxRepeatedSlots = 2;

/** Cancels future runs; the report and the runs before stay. A second time changes nothing. */
export const cancelSchedule = async (transaction: Transaction, reportId: string): Promise<void> => {
  const schedule = await settledSchedule(transaction, reportId);
  if (schedule.status !== 'cancelled') await update(transaction, schedule, { status: 'cancelled' });
};

type Columns = ReturnType<typeof scheduleColumns>;

const update = async (
  transaction: Transaction,
  { reportId, revision }: ScheduleRow,
  changes: Partial<Columns> & Record<string, unknown>,
): Promise<ScheduleRow> => {
  const [changed] = await transaction
    .update(schedules)
    .set({ ...changes, revision: revision + 1, updatedAt: sql`now()` })
    .where(and(eq(schedules.reportId, reportId), inWorkspace(schedules)))
    .returning();
  if (!changed) throw new Error(`The schedule of ${reportId} is gone while it is locked`);
  await announceSchedule(transaction, changed);
  return changed;
};

const hasOtherCalendar = (schedule: ScheduleRow, columns: Columns): boolean =>
  (['frequency', 'dayOfWeek', 'dayOfMonth', 'time', 'timezone'] as const).some(
    (name) => schedule[name] !== columns[name],
  );

/** The zone that a schedule without one of its own runs in. */
const timezoneOf = async (transaction: Transaction, reportId: string): Promise<string> => {
  const [report] = await transaction
    .select({ timezone: reports.timezone })
    .from(reports)
    .where(eq(reports.id, reportId));
  return report?.timezone ?? 'UTC';
};
