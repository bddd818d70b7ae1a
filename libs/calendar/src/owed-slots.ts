import type { Calendar } from './calendar.ts';
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
 * The slots that a schedule owes at `now`.
 *
 * @param activeSince slots at or before it are not owed: the creation, the last resume or the last change of the calendar
 * @param settledUntil the instant of the newest slot that has a row; null before the first. Older slots than the catch-up
 *   window and this are known to have rows
 */
export const owedSlots = (
  calendar: Calendar,
  { activeSince, settledUntil, now }: { activeSince: Date; settledUntil: Date | null; now: Date },
): OwedSlots => {
  const oldest = new Date(now.getTime() - catchUpDays * dayMs);
  return {
    due: slotsBetween(calendar, latest(activeSince, oldest), now),
    missed: slotsBetween(calendar, latest(activeSince, settledUntil), oldest),
  };
};

const latest = (one: Date, other: Date | null): Date => (other !== null && other > one ? other : one);
