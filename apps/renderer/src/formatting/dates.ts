import { DateTime } from 'luxon';

const parse = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc', locale: 'en-GB' });

/** Two dates as one phrase that repeats nothing: `1–31 January 2024`, `29 December 2023 – 4 January 2024`. */
const formatRange = (from: string, to: string, month: 'LLL' | 'LLLL', year: '' | ' yyyy'): string => {
  const [first, last] = [parse(from), parse(to)];
  if (from === to) return last.toFormat(`d ${month}${year}`);
  if (!first.hasSame(last, 'year'))
    return `${first.toFormat(`d ${month}${year}`)} – ${last.toFormat(`d ${month}${year}`)}`;
  if (!first.hasSame(last, 'month'))
    return `${first.toFormat(`d ${month}`)} – ${last.toFormat(`d ${month}${year}`)}`;
  return `${first.day}–${last.toFormat(`d ${month}${year}`)}`;
};

/** A period in words: `1–31 January 2024`; one day with its weekday: `Monday 22 January 2024`. */
export const formatPeriod = (from: string, to: string): string =>
  from === to ? parse(from).toFormat('cccc d LLLL yyyy') : formatRange(from, to, 'LLLL', ' yyyy');

/** A few days beside others of the same period: `8–14 Jan`, `29 Jan – 4 Feb`. */
export const formatDays = (from: string, to: string): string => formatRange(from, to, 'LLL', '');

/** `Mon 22 Jan 2024`. */
export const formatDay = (date: string): string => parse(date).toFormat('ccc d LLL yyyy');

/** `Monday 22 January 2024`. */
export const formatLongDay = (date: string): string => parse(date).toFormat('cccc d LLLL yyyy');

/** `January 2024`. */
export const formatMonth = (date: string): string => parse(date).toFormat('LLLL yyyy');

/** Days with their year: `22–28 Jan 2024`, `29 Jan – 4 Feb 2024`, `31 Dec 2024`. */
export const formatWeek = (from: string, to: string): string => formatRange(from, to, 'LLL', ' yyyy');

/** `22 Jan`. */
export const formatShortDay = (date: string): string => parse(date).toFormat('d LLL');

/** Whether a day was over in its zone at an instant. */
export const isOver = (day: string, instant: string, zone: string): boolean =>
  day < DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd');

/** Days of a period, both ends counted. */
export const daysBetween = (from: string, to: string): number => parse(to).diff(parse(from), 'days').days + 1;

/** An instant in a zone: `31 January 2024, 18:00`. */
export const formatInstant = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone, locale: 'en-GB' }).toFormat('d LLLL yyyy, HH:mm');

/** An instant in a zone, for a column: `31 Jan 2024 18:00`. */
export const formatShortInstant = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone, locale: 'en-GB' }).toFormat('d LLL yyyy HH:mm');

const offsetAt = (date: string, zone: string, endOfDay: boolean): string => {
  const day = DateTime.fromISO(date, { zone });
  return `UTC${(endOfDay ? day.endOf('day') : day).toFormat('ZZ').replace('-', '−')}`;
};

/** A zone with its offset, or both offsets where the clocks change within the period: `Asia/Kolkata (UTC+05:30)`. */
export const formatZone = (zone: string, from: string, to: string): string => {
  const [first, last] = [offsetAt(from, zone, false), offsetAt(to, zone, true)];
  if (first === 'UTC+00:00' && last === first) return zone === 'UTC' ? 'UTC' : `${zone} (UTC)`;
  return `${zone} (${first === last ? first : `${first}, then ${last}`})`;
};

export interface WeekInPeriod {
  /** `Week 2`. */
  name: string;
  /** The days of the week that lie in the period: `8–14 Jan`. */
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
    name: `Week ${monday.weekNumber}`,
    short: `W${monday.weekNumber}`,
    days: formatDays(first, last),
    start: formatShortDay(first),
  };
};

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
