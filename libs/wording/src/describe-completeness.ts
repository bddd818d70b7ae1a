import type { Completeness } from '@reports/contracts';
import { DateTime } from 'luxon';
import { formatDate, formatDays } from './dates.ts';
import { formatCount } from './figures.ts';
import { words } from './language.ts';

/** Stretches of days without records that are named; the rest are counted. */
const maxNamed = 6;

/**
 * How complete a report's data is, in words: `Complete: every day has records. Calls through 31 January 2024.`, or what is missing:
 * the end of the period, days without records. `dataAsOf` is an instant; the days are those of the report's zone.
 */
export const describeCompleteness = (
  { data_through: through, days_without_data: empty, complete }: Completeness,
  { from, to, timezone, dataAsOf }: { from: string; to: string; timezone: string; dataAsOf: string },
): string => {
  const isOver = to < DateTime.fromISO(dataAsOf, { zone: timezone }).toFormat('yyyy-MM-dd');
  const days = parse(to).diff(parse(from), 'days').days + 1;
  const say = words().completeness;
  const missing = [
    ...(isOver ? [] : [say.notOver]),
    ...(empty.length > 0
      ? [say.daysWithout(formatCount(empty.length), formatCount(days), nameDays(empty, maxNamed))]
      : []),
  ];
  const newest = Object.entries(say.kinds).flatMap(([kind, name]) => {
    const day = through[kind as keyof typeof say.kinds];
    if (day === undefined) return [];
    return [day === null ? say.none(name) : say.through(name, formatDate(day))];
  });
  const verdict = complete ? say.complete : say.notComplete(missing.join(words().clauseSeparator));
  return `${sentence(verdict)} ${sentence(newest.join(words().listSeparator))}`;
};

const parse = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${words().fullStop}`;

/** Days as stretches, at most `most` of them: `3 Jan, 6–7 Jan, 30 Jan – 2 Feb and 4 more`. */
export const nameDays = (days: readonly string[], most = Infinity): string => {
  const stretches: { first: DateTime; last: DateTime }[] = [];
  for (const day of days.map(parse)) {
    const latest = stretches.at(-1);
    if (latest && day.diff(latest.last, 'days').days === 1) latest.last = day;
    else stretches.push({ first: day, last: day });
  }
  const names = stretches
    .slice(0, most)
    .map(({ first, last }) => formatDays(first.toFormat('yyyy-MM-dd'), last.toFormat('yyyy-MM-dd')));
  const more = stretches.length - names.length;
  const list = names.join(words().listSeparator);
  return more > 0 ? words().andMore(list, formatCount(more)) : list;
};
