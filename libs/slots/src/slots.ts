import type { Calendar } from './calendar.ts';
import { dayOf, isoDate, nominalDays, type NominalDay } from './nominal-days.ts';
import { periodBefore, type Period } from './period.ts';
import { instantOf, localTimeAt } from './wall-clock.ts';

/** One run that a calendar asks for. Its local time names it for ever; no two slots of a schedule share one. */
export interface Slot extends Period {
  /** Wall clock in the calendar's zone, `2024-02-05T06:00`, also where clocks skip that time. */
  localTime: string;
  /** When it runs: the first instant at which the wall clock reads `localTime` or later. */
  scheduledFor: Date;
}

/** A slot's instant is never further than this from its local time read as UTC. */
const marginDays = 2;

/** The first `count` slots strictly after an instant, in order. */
export const slotsAfter = (calendar: Calendar, after: Date, count: number): Slot[] => {
  const slots: Slot[] = [];
  for (const slot of slotsFrom(calendar, after)) {
    if (slots.length >= count) break;
    slots.push(slot);
  }
  return slots;
};

/** The slots after `after` and up to `until`, inclusive, in order. */
export const slotsBetween = (calendar: Calendar, after: Date, until: Date): Slot[] => {
  const slots: Slot[] = [];
  for (const slot of slotsFrom(calendar, after)) {
    if (slot.scheduledFor > until) break;
    slots.push(slot);
  }
  return slots;
};

/**
 * The slot that has a local time (`2024-02-05T06:00`) or runs at an instant; undefined when the calendar has none there.
 * A day that clocks skipped whole may share its instant with the next day's slot: then the earlier one.
 */
export const slotAt = (calendar: Calendar, at: string | Date): Slot | undefined => {
  if (typeof at !== 'string') {
    return slotsBetween(calendar, new Date(at.getTime() - 1), at)[0];
  }
  const day = dayOf(new Date(`${at.slice(0, 10)}T00:00:00Z`));
  if (Number.isNaN(day) || nominalDays(calendar, day).next().value !== day) return undefined;
  const slot = slotOn(calendar, day);
  return slot.localTime === at ? slot : undefined;
};

/**
 * A run beside the calendar, at an instant that somebody chose. Its period is the one that a slot on the same local date
 * would have. Its local time has seconds, `2024-02-07T10:17:33`, so that it never takes a slot's name.
 */
export const extraSlot = (calendar: Calendar, at: Date): Slot => {
  const scheduledFor = new Date(Math.floor(at.getTime() / 1_000) * 1_000);
  const localTime = localTimeAt(scheduledFor, calendar.timezone);
  const day = dayOf(new Date(`${localTime}Z`));
  return { localTime, scheduledFor, ...periodBefore(calendar.frequency, day) };
};

function* slotsFrom(calendar: Calendar, after: Date): Generator<Slot, void> {
  for (const day of nominalDays(calendar, dayOf(after) - marginDays)) {
    const slot = slotOn(calendar, day);
    if (slot.scheduledFor > after) yield slot;
  }
}

const slotOn = (calendar: Calendar, day: NominalDay): Slot => {
  const localTime = `${isoDate(day)}T${calendar.time}`;
  return {
    localTime,
    scheduledFor: new Date(instantOf(Date.parse(`${localTime}:00Z`), calendar.timezone)),
    ...periodBefore(calendar.frequency, day),
  };
};
