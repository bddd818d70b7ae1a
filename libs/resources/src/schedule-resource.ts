import { type CalendarRow, slotsAfter, storedCalendar } from '@reports/slots';
import type { Schedule, ScheduleRequest } from '@reports/contracts';
import { formatTimestamp } from './timestamp.ts';
import { usedFields } from './used-fields.ts';

export interface StoredSchedule extends CalendarRow {
  requested: ScheduleRequest;
  status: 'active' | 'paused' | 'cancelled';
  /** Slots up to it are not owed. */
  activeSince: Date;
}

/** A schedule as the API answers it: the fields that were asked for, and when it runs next. */
export const scheduleResource = (schedule: StoredSchedule, now = new Date()): Schedule => {
  const { requested, status, activeSince } = schedule;
  if (status !== 'active') return { ...usedFields(requested), paused: true };
  const after = activeSince > now ? activeSince : now;
  const [next] = slotsAfter(storedCalendar(schedule), after, 1);
  return {
    ...usedFields(requested),
    ...(next && { next_run_at: formatTimestamp(next.scheduledFor) }),
  };
};
