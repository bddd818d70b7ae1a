import type { Slot } from '@reports/slots';
import type { CalendarSpec } from '@temporalio/client';

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

/**
 * Calendars, in UTC, that match the instants of some slots and no others: one for each month and time of day, with its days.
 * Slots run at whole minutes.
 */
export const instantCalendars = (slots: Slot[], timezone: string): CalendarSpec[] => {
  const calendars = new Map<string, { first: Slot; days: Set<number> }>();
  for (const slot of slots) {
    const { scheduledFor } = slot;
    const name = `${scheduledFor.toISOString().slice(0, 7)} ${scheduledFor.toISOString().slice(11, 16)}`;
    const calendar = calendars.get(name) ?? { first: slot, days: new Set() };
    calendar.days.add(scheduledFor.getUTCDate());
    calendars.set(name, calendar);
  }
  return [...calendars.values()].map(({ first: { scheduledFor, localTime }, days }) => ({
    year: scheduledFor.getUTCFullYear(),
    month: months[scheduledFor.getUTCMonth()] ?? 'JANUARY',
    dayOfMonth: runsOf([...days]),
    hour: scheduledFor.getUTCHours(),
    minute: scheduledFor.getUTCMinutes(),
    comment: `${localTime.slice(0, 7)}, ${localTime.slice(11)} ${timezone}`,
  }));
};

/** Ascending numbers as ranges: 1, 2, 3, 7 → 1–3, 7. */
const runsOf = (numbers: number[]): { start: number; end: number }[] => {
  const runs: { start: number; end: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last.end === number - 1) last.end = number;
    else runs.push({ start: number, end: number });
  }
  return runs;
};
