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
import { invalidRequest } from '../problems/problem-error.ts';
import { findFigureFaults, findFilterFaults } from '../reports/review-report.ts';
import { announceSchedule } from './announce-schedule.ts';
import { refuseCancelled } from './schedule-problems.ts';
import { scheduleColumns } from './schedule-row.ts';
import { settledSchedule } from './settled-schedule.ts';

/**
 * Changes a schedule. Slots that were due before the change have run or will; a change of the calendar, or a resume, owes
 * nothing from before it. Throws `report_not_found`, `schedule_not_found`, `schedule_cancelled`, `invalid_request` for a figure
 * or a filter that the report's type does not have.
 */
export const changeSchedule = async (
  transaction: Transaction,
  reportId: string,
  { paused, format, filters, ...fields }: ScheduleChange,
): Promise<ScheduleRow> => {
  const schedule = await settledSchedule(transaction, reportId);
  refuseCancelled(schedule);
  const { type, timezone } = await readOrigin(transaction, reportId);
  const faults = [...findFigureFaults(type, fields, ''), ...findFilterFaults(type, filters)];
  if (faults.length > 0) throw invalidRequest(faults);
  const requested: ScheduleRequest = { ...schedule.requested, ...fields };
  const columns = scheduleColumns(requested, timezone);
  const status = paused === undefined ? schedule.status : paused ? 'paused' : 'active';
  const startsAnew =
    hasOtherCalendar(schedule, columns) || (schedule.status === 'paused' && status === 'active');
  return update(transaction, schedule, {
    ...columns,
    status,
    ...(format && { format }),
    ...(filters && { filters }),
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

/** The report that has the schedule: the zone that one without its own runs in, and the type whose figures it may ask about. */
const readOrigin = async (transaction: Transaction, reportId: string) => {
  const [report] = await transaction
    .select({ timezone: reports.timezone, type: reports.type })
    .from(reports)
    .where(eq(reports.id, reportId));
  if (!report) throw new Error(`The schedule of ${reportId} has no report`);
  return report;
};
