import { assertNever, daysOfWeek } from '@reports/contracts';
import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';

/** A calendar date, held as its midnight in UTC: dates have no zone. */
export type NominalDay = DateTime<true>;

/** The calendar date at or before an instant, in UTC. */
export const dayOf = (instant: Date): NominalDay =>
  DateTime.fromJSDate(instant, { zone: 'utc' }).startOf('day') as NominalDay;

/** The dates on which a calendar runs, endlessly, from the first one on or after `from`. */
export function* nominalDays(calendar: Calendar, from: NominalDay): Generator<NominalDay, never> {
  for (let day = firstDay(calendar, from); ; day = nextDay(calendar, day)) yield day;
}

const firstDay = (calendar: Calendar, from: NominalDay): NominalDay => {
  switch (calendar.frequency) {
    case 'daily':
      return from;
    case 'weekly': {
      const weekday = daysOfWeek.indexOf(calendar.dayOfWeek) + 1;
      return from.plus({ days: (weekday - from.weekday + 7) % 7 });
    }
    case 'monthly': {
      const day = inMonth(calendar.dayOfMonth, from);
      return day >= from ? day : nextDay(calendar, day);
    }
    default:
      return assertNever(calendar);
  }
};

const nextDay = (calendar: Calendar, day: NominalDay): NominalDay => {
  switch (calendar.frequency) {
    case 'daily':
      return day.plus({ days: 1 });
    case 'weekly':
      return day.plus({ weeks: 1 });
    case 'monthly':
      return inMonth(calendar.dayOfMonth, day.startOf('month').plus({ months: 1 }));
    default:
      return assertNever(calendar);
  }
};

const inMonth = (dayOfMonth: number | 'last', month: NominalDay): NominalDay =>
  dayOfMonth === 'last' ? month.endOf('month').startOf('day') : month.set({ day: dayOfMonth });
