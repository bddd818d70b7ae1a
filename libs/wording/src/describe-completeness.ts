import type { Completeness } from '@reports/contracts';
import { DateTime } from 'luxon';
import { formatCount } from './figures.ts';

const kindNames = {
  calls: 'calls',
  evaluations: 'evaluations',
  compliance_checks: 'compliance checks',
} as const satisfies Record<keyof Completeness['data_through'], string>;

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
  const missing = [
    ...(isOver ? [] : ['the period is not over']),
    ...(empty.length > 0
      ? [
          `${formatCount(empty.length)} of ${formatCount(days)} days without records (${nameDays(empty, maxNamed)})`,
        ]
      : []),
  ];
  const newest = Object.entries(kindNames).flatMap(([kind, name]) => {
    const day = through[kind as keyof typeof kindNames];
    if (day === undefined) return [];
    return [day === null ? `no ${name}` : `${name} through ${parse(day).toFormat('d LLLL yyyy')}`];
  });
  const verdict = complete ? 'Complete: every day has records' : `Not complete: ${missing.join('; ')}`;
  return `${verdict}. ${sentence(newest.join(', '))}`;
};

const parse = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc', locale: 'en-GB' });

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Days as stretches, at most `most` of them: `3 Jan, 6–7 Jan, 30 Jan – 2 Feb and 4 more`. */
export const nameDays = (days: readonly string[], most = Infinity): string => {
  const stretches: { first: DateTime; last: DateTime }[] = [];
  for (const day of days.map(parse)) {
    const latest = stretches.at(-1);
    if (latest && day.diff(latest.last, 'days').days === 1) latest.last = day;
    else stretches.push({ first: day, last: day });
  }
  const names = stretches.slice(0, most).map(({ first, last }) => {
    const end = last.toFormat('d LLL');
    if (first === last) return end;
    return first.hasSame(last, 'month') ? `${first.day}–${end}` : `${first.toFormat('d LLL')} – ${end}`;
  });
  const more = stretches.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${formatCount(more)} more` : names.join(', ');
};
