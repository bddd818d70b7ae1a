import {
  formatInstant as formatTime,
  formatMonth,
  formatPeriod as formatDays,
  words,
} from '@reports/wording';
import { DateTime } from 'luxon';

/**
 * A period, both days included, as a person says it: `January 2024`, `22–28 January 2024`,
 * `29 January – 4 February 2024`, `Monday 22 January 2024`.
 */
export const formatPeriod = (from: string, to: string): string => {
  const [first, last] = [DateTime.fromISO(from, { zone: 'utc' }), DateTime.fromISO(to, { zone: 'utc' })];
  const isMonth = first.day === 1 && last.hasSame(last.endOf('month'), 'day') && first.hasSame(last, 'month');
  return isMonth ? formatMonth(from) : formatDays(from, to);
};

/** An instant in a zone, with the zone said: `6 February 2024, 06:00 UTC`, `6 February 2024, 11:30 (Asia/Kolkata)`. */
export const formatInstant = (instant: Date, zone: string): string => {
  const isKnown = DateTime.fromJSDate(instant, { zone }).isValid;
  const time = formatTime(instant.toISOString(), isKnown ? zone : 'UTC');
  return zone === 'UTC' || !isKnown ? `${time} UTC` : words().mail.inZone(time, zone);
};
