import { formatDaysIn, isFullWeek } from '@reports/wording';
import { DateTime } from 'luxon';
import type { Bar } from './draw-bars.ts';

const parse = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });

/** More days than these are shown by weeks: their bars would be hairs. */
const maxDays = 62;

/** `8 Jan`, `8 Jan 2024` where the period has two years. */
const dayIn = (period: { from: string; to: string }, day: string): string => formatDaysIn(period, day, day);

/** Of a week, the first day that lies in the period: its Monday says more than its number. */
const firstDayIn = ({ from }: { from: string }, week: string): string => {
  const monday = parse(week).toFormat('yyyy-MM-dd');
  return monday < from ? from : monday;
};

interface Value {
  value: number | null;
  text: string;
}

/** A bar for each week; those that the period cuts are pale. */
export const weekBars = <Week extends { week: string }>(
  weeks: readonly Week[],
  period: { from: string; to: string },
  valueOf: (week: Week) => Value,
): Bar[] =>
  weeks.map((entry) => ({
    label: dayIn(period, firstDayIn(period, entry.week)),
    pale: !isFullWeek(entry.week, period),
    ...valueOf(entry),
  }));

/** A bar for each day of counts, or for each week where there are many days. */
export const dayBars = (
  days: readonly { date: string; count: number }[],
  period: { from: string; to: string },
  textOf: (count: number) => string,
): Bar[] => {
  if (days.length <= maxDays) {
    return days.map(({ date, count }) => ({
      label: dayIn(period, date),
      value: count,
      text: textOf(count),
    }));
  }
  const sums = new Map<string, number>();
  for (const { date, count } of days) {
    const week = parse(date).toFormat("kkkk-'W'WW");
    sums.set(week, (sums.get(week) ?? 0) + count);
  }
  const weeks = [...sums].map(([week, count]) => ({ week, count }));
  return weekBars(weeks, period, ({ count }) => ({ value: count, text: textOf(count) }));
};
