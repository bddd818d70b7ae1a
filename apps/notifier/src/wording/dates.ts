import { DateTime } from 'luxon';

const parse = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc', locale: 'en-GB' });

/**
 * A period, both days included, as a person says it: `January 2024`, `22–28 January 2024`,
 * `29 January – 4 February 2024`, `Monday 22 January 2024`.
 */
export const formatPeriod = (from: string, to: string): string => {
  const [first, last] = [parse(from), parse(to)];
  const end = last.toFormat('d LLLL yyyy');
  if (from === to) return last.toFormat('cccc d LLLL yyyy');
  if (first.day === 1 && last.hasSame(last.endOf('month'), 'day') && first.hasSame(last, 'month')) {
    return last.toFormat('LLLL yyyy');
  }
  if (!first.hasSame(last, 'year')) return `${first.toFormat('d LLLL yyyy')} – ${end}`;
  if (!first.hasSame(last, 'month')) return `${first.toFormat('d LLLL')} – ${end}`;
  return `${first.day}–${end}`;
};

/** An instant in a zone, with the zone said: `6 February 2024, 06:00 UTC`, `6 February 2024, 11:30 (Asia/Kolkata)`. */
export const formatInstant = (instant: Date, zone: string): string => {
  const local = DateTime.fromJSDate(instant, { zone }).setLocale('en-GB');
  const time = (local.isValid ? local : DateTime.fromJSDate(instant, { zone: 'utc' })).toFormat(
    'd LLLL yyyy, HH:mm',
  );
  return zone === 'UTC' || !local.isValid ? `${time} UTC` : `${time} (${zone})`;
};

/** A day of a report's period: `22 January`. */
export const formatDay = (date: string): string => parse(date).toFormat('d LLLL');
