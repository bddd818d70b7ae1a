import { formatDaysIn, formatShortDay, isFullWeek, words } from '@reports/wording';
import { DateTime } from 'luxon';

const parse = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc' });

/** Whether a day was over in its zone at an instant. */
export const isOver = (day: string, instant: string, zone: string): boolean =>
  day < DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd');

/** Days of a period, both ends counted. */
export const daysBetween = (from: string, to: string): number => parse(to).diff(parse(from), 'days').days + 1;

const offsetAt = (date: string, zone: string, endOfDay: boolean): string => {
  const day = DateTime.fromISO(date, { zone });
  return `UTC${(endOfDay ? day.endOf('day') : day).toFormat('ZZ').replace('-', '−')}`;
};

/** A zone with its offset, or both offsets where the clocks change within the period: `Asia/Kolkata (UTC+05:30)`. */
export const formatZone = (zone: string, from: string, to: string): string => {
  const [first, last] = [offsetAt(from, zone, false), offsetAt(to, zone, true)];
  if (first === 'UTC+00:00' && last === first) return zone === 'UTC' ? 'UTC' : `${zone} (UTC)`;
  return `${zone} (${first === last ? first : words().page.zoneChanges(first, last)})`;
};

export interface WeekInPeriod {
  /** `Week 2`. */
  name: string;
  /** The days of the week that lie in the period: `8–14 Jan`, `8–14 Jan 2024` where the period has two years. */
  days: string;
  /** `W2`. */
  short: string;
  /** The first of those days: `8 Jan`. */
  start: string;
}

/** An ISO week (`2024-W02`) as people name it, cut to the period of the report. */
export const describeWeek = (week: string, from: string, to: string): WeekInPeriod => {
  const monday = parse(week);
  const dates = [monday.toISODate(), monday.plus({ days: 6 }).toISODate()] as const;
  const first = dates[0] !== null && dates[0] > from ? dates[0] : from;
  const last = dates[1] !== null && dates[1] < to ? dates[1] : to;
  return {
    name: words().page.week(String(monday.weekNumber)),
    short: words().page.weekShort(String(monday.weekNumber)),
    days: formatDaysIn({ from, to }, first, last),
    start: formatShortDay(first),
  };
};

/** A week of a chart for who cannot see that it is pale: `2024-W05, part of the week`. */
export const sayWeek = (week: string, period: { from: string; to: string }): string =>
  isFullWeek(week, period) ? week : `${week}${words().page.partOfTheWeek}`;

/** Every ISO week from one to another, both included. */
export const weeksBetween = (first: string, last: string): string[] => {
  const weeks: string[] = [];
  for (let monday = parse(first); monday <= parse(last); monday = monday.plus({ weeks: 1 })) {
    weeks.push(monday.toFormat("kkkk-'W'WW"));
  }
  return weeks;
};

/** The first day of the ISO week or month that a date lies in, or the date. */
export const startOfUnit = (date: string, unit: 'day' | 'week' | 'month'): string =>
  parse(date).startOf(unit).toFormat('yyyy-MM-dd');

/** The last day of it. */
export const endOfUnit = (date: string, unit: 'day' | 'week' | 'month'): string =>
  parse(date).endOf(unit).toFormat('yyyy-MM-dd');
