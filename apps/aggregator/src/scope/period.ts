/** Calendar dates, `2024-01-31`, both inclusive. */
export interface DateRange {
  from: string;
  to: string;
}

const dayMs = 86_400_000;

const toDate = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

export const addDays = (date: string, days: number): string => toDate(Date.parse(date) + days * dayMs);

/** Days of a period. */
export const daysOf = ({ from, to }: DateRange): number => (Date.parse(to) - Date.parse(from)) / dayMs + 1;

/** The period of the same length that ends the day before. */
export const periodBefore = (period: DateRange): DateRange => ({
  from: addDays(period.from, -daysOf(period)),
  to: addDays(period.from, -1),
});

/** 0 on Monday. */
const weekdayOf = (date: string): number => (new Date(date).getUTCDay() + 6) % 7;

/** The first day of the ISO week or month that a date lies in. */
export const startOf = (date: string, unit: 'week' | 'month'): string =>
  unit === 'week' ? addDays(date, -weekdayOf(date)) : `${date.slice(0, -2)}01`;

/** The last day of the ISO week or month that a date lies in. */
export const endOf = (date: string, unit: 'week' | 'month'): string => {
  if (unit === 'week') return addDays(date, 6 - weekdayOf(date));
  const first = new Date(startOf(date, 'month'));
  return toDate(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
};

/** Whether both ends lie in one ISO week. */
export const isInOneWeek = ({ from, to }: DateRange): boolean =>
  startOf(from, 'week') === startOf(to, 'week');

/** The ISO weeks of a period, of the first and the last only what lies in it. */
export const weeksOf = ({ from, to }: DateRange): DateRange[] => {
  const weeks: DateRange[] = [];
  for (let day = from; day <= to; day = addDays(endOf(day, 'week'), 1)) {
    const end = endOf(day, 'week');
    weeks.push({ from: day, to: end < to ? end : to });
  }
  return weeks;
};
