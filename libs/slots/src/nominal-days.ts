import { assertNever, daysOfWeek } from '@reports/contracts';
import type { Calendar } from './calendar.ts';

const dayMs = 24 * 3_600_000;
/** 1 January 1970 was a Thursday: the fourth of {@link daysOfWeek}. */
const firstWeekday = 3;

/** A calendar date, as days since 1 January 1970: dates have no zone. */
export type NominalDay = number;

/** The calendar date at an instant, in UTC. */
export const dayOf = (instant: Date): NominalDay => Math.floor(instant.getTime() / dayMs);

/** `2024-02-05`. */
export const isoDate = (day: NominalDay): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The first and the last day of the month, `months` after the one that a day lies in. */
export const monthOf = (day: NominalDay, months = 0): { first: NominalDay; last: NominalDay } => {
  const date = new Date(day * dayMs);
  const startOf = (month: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + month) / dayMs;
  return { first: startOf(months), last: startOf(months + 1) - 1 };
};

/** The dates on which a calendar runs, endlessly, from the first one on or after `from`. */
export function* nominalDays(calendar: Calendar, from: NominalDay): Generator<NominalDay, never> {
  for (let day = firstDay(calendar, from); ; day = nextDay(calendar, day)) yield day;
}

const firstDay = (calendar: Calendar, from: NominalDay): NominalDay => {
  switch (calendar.frequency) {
    case 'daily':
      return from;
    case 'weekly': {
      const ahead = daysOfWeek.indexOf(calendar.dayOfWeek) - firstWeekday - from;
      return from + (((ahead % 7) + 7) % 7);
    }
    case 'monthly': {
      const day = dayInMonth(calendar.dayOfMonth, monthOf(from));
      return day >= from ? day : nextDay(calendar, day);
    }
    default:
      return assertNever(calendar);
  }
};

const nextDay = (calendar: Calendar, day: NominalDay): NominalDay => {
  switch (calendar.frequency) {
    case 'daily':
      return day + 1;
    case 'weekly':
      return day + 7;
    case 'monthly':
      return dayInMonth(calendar.dayOfMonth, monthOf(day, 1));
    default:
      return assertNever(calendar);
  }
};

const dayInMonth = (dayOfMonth: number | 'last', { first, last }: ReturnType<typeof monthOf>): NominalDay =>
  dayOfMonth === 'last' ? last : first + dayOfMonth - 1;
