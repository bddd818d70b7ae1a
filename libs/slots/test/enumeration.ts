/**
 * Slots found the slow way, for tests: every minute's wall clock as Intl.DateTimeFormat shows it, every date by counting
 * days. It shares nothing with the library but the words of the contract.
 */
import type { Calendar, Slot } from '@reports/slots';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timezone: string): Intl.DateTimeFormat => {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timezone, made);
  return made;
};

/** `2024-02-05T06:00`. */
export const wallClock = (instant: number, timezone: string): string =>
  formatOf(timezone).format(instant).replace(' ', 'T');

const isoDate = (day: number): string => new Date(day).toISOString().slice(0, 10);

const runsOn = (calendar: Calendar, day: number): boolean => {
  const date = new Date(day);
  switch (calendar.frequency) {
    case 'daily':
      return true;
    case 'weekly':
      return weekdays[date.getUTCDay()] === calendar.dayOfWeek;
    default:
      return calendar.dayOfMonth === 'last'
        ? new Date(day + dayMs).getUTCDate() === 1
        : date.getUTCDate() === calendar.dayOfMonth;
  }
};

const periodOf = (calendar: Calendar, day: number): { from: string; to: string } => {
  if (calendar.frequency === 'daily') return { from: isoDate(day - dayMs), to: isoDate(day - dayMs) };
  if (calendar.frequency === 'weekly') return { from: isoDate(day - 7 * dayMs), to: isoDate(day - dayMs) };
  let lastOfMonth = day;
  while (isoDate(lastOfMonth).slice(0, 7) === isoDate(day).slice(0, 7)) lastOfMonth -= dayMs;
  return { from: `${isoDate(lastOfMonth).slice(0, 7)}-01`, to: isoDate(lastOfMonth) };
};

/** The first minute whose wall clock reads a local time or later. */
const firstMinuteAt = (localTime: string, timezone: string): Date => {
  const middle = Date.parse(`${localTime}:00Z`);
  for (let minute = middle - dayMs; minute <= middle + dayMs; minute += minuteMs) {
    if (wallClock(minute, timezone) >= localTime) return new Date(minute);
  }
  throw new Error(`the clock of ${timezone} never reads ${localTime}`);
};

/** The slots after `after` and up to `until`. */
export const enumerateSlots = (calendar: Calendar, after: Date, until: Date): Slot[] => {
  const slots: Slot[] = [];
  const firstDay = Math.floor(after.getTime() / dayMs) * dayMs - 2 * dayMs;
  for (let day = firstDay; day <= until.getTime() + 2 * dayMs; day += dayMs) {
    if (!runsOn(calendar, day)) continue;
    const localTime = `${isoDate(day)}T${calendar.time}`;
    const scheduledFor = firstMinuteAt(localTime, calendar.timezone);
    if (scheduledFor > after && scheduledFor <= until) {
      slots.push({ localTime, scheduledFor, ...periodOf(calendar, day) });
    }
  }
  return slots;
};
