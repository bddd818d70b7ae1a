import { type CalendarRow, slotsAfter, storedCalendar } from '@reports/slots';
import type { ReportFilters, ReportFormat, Schedule, ScheduleRequest } from '@reports/contracts';
import { formatTimestamp } from './timestamp.ts';

export interface StoredSchedule extends CalendarRow {
  requested: ScheduleRequest;
  status: 'active' | 'paused' | 'cancelled';
  /** Slots up to it are not owed. */
  activeSince: Date;
  revision: number;
  /** Of coming runs; null: the report's. */
  format: ReportFormat | null;
  filters: ReportFilters | null;
}

/** A schedule as the API answers it: what is in force, and when it runs next. Addresses stand in the shape that they came in. */
export const scheduleResource = (schedule: StoredSchedule, now = new Date()): Schedule => {
  const { requested, status, activeSince, frequency, dayOfWeek, dayOfMonth, time, timezone } = schedule;
  const after = activeSince > now ? activeSince : now;
  const [next] = status === 'active' ? slotsAfter(storedCalendar(schedule), after, 1) : [];
  return {
    frequency,
    ...(dayOfWeek !== null && { day_of_week: dayOfWeek }),
    ...(dayOfMonth !== null && { day_of_month: dayOfMonth === 'last' ? dayOfMonth : Number(dayOfMonth) }),
    time,
    timezone,
    ...(requested.email !== undefined && { email: requested.email }),
    // What is as it is without being asked for is not said.
    ...(requested.attach === false && { attach: false }),
    ...(requested.skip_if_empty === true && { skip_if_empty: true }),
    ...(requested.deliver_if && { deliver_if: requested.deliver_if }),
    ...(schedule.format !== null && { format: schedule.format }),
    ...(schedule.filters !== null && { filters: schedule.filters }),
    version: schedule.revision,
    paused: status !== 'active',
    ...(next && { next_run_at: formatTimestamp(next.scheduledFor) }),
  };
};
