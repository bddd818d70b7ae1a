import { storedCalendar, type CalendarRow } from './calendar.ts';
import { slotsBetween, type Slot } from './slots.ts';

/** After an outage, slots of this many days run; older ones are recorded as missed. */
export const catchUpDays = 7;
const dayMs = 24 * 3_600_000;

export interface OwedSlots {
  /** To be run, oldest first. Some may have run already: a slot's unique row tells. */
  due: Slot[];
  /** Too old to run. */
  missed: Slot[];
}

/**
 * The slots that a stored schedule owes at `now`: those after `activeSince` (its creation, its last resume, or the last
 * change of its calendar) and up to now.
 *
 * @param settledUntil the newest slot that has a row, null before the first. Slots that are older than it and than the
 *   catch-up window are known to have rows
 */
export const owedSlots = (
  schedule: CalendarRow & { activeSince: Date },
  { settledUntil, now }: { settledUntil: Date | null; now: Date },
): OwedSlots => {
  const calendar = storedCalendar(schedule);
  const oldest = new Date(now.getTime() - catchUpDays * dayMs);
  return {
    due: slotsBetween(calendar, latest(schedule.activeSince, oldest), now),
    missed: slotsBetween(calendar, latest(schedule.activeSince, settledUntil), oldest),
  };
};

const latest = (one: Date, other: Date | null): Date => (other !== null && other > one ? other : one);
