import type { FilterName } from '@reports/contracts';
import type { DateRange } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';

/** `column = any of the filter's values`, for each filter that is set; `TRUE` when none is. */
export const matches = (scope: Scope, columns: Partial<Record<FilterName, Fragment>>): Fragment => {
  const conditions = Object.entries(columns).flatMap(([name, column]) => {
    const values = scope.filter(name as FilterName);
    return values ? [sql`${column} = ANY (${values})`] : [];
  });
  return conditions.length === 0 ? sql`TRUE` : join(conditions, ' AND ');
};

/** By whose days, in a session of which zone. A scope is that of its report. */
export type Clock = Pick<Scope, 'timezone' | 'sessionTimezone'>;

/** The day of an instant in the clock's zone. */
export const dayOf = ({ timezone, sessionTimezone }: Clock, instant: Fragment): Fragment =>
  timezone === sessionTimezone ? sql`${instant}::date` : sql`(${instant} AT TIME ZONE ${timezone})::date`;

/**
 * Whether an instant lies on one of the days of a range, in the clock's zone. A day of a zone has 23 to 25 hours, may be
 * missing, and at its ends the clock may go back over midnight: so the day itself decides near the range's ends. The instants
 * a day wider bound the scan of the index, and a day narrower spare the conversion. As a mere `day BETWEEN` the planner would expect
 * one row of two hundred.
 */
export const isOnDays = (clock: Clock, instant: Fragment, { from, to }: DateRange): Fragment => {
  const midnight = (date: Fragment) => sql`${date}::timestamp AT TIME ZONE ${clock.timezone}`;
  if (clock.timezone === 'UTC') {
    return sql`(${instant} >= ${midnight(sql`${from}`)} AND ${instant} < ${midnight(sql`(${to}::date + 1)`)})`;
  }
  return sql`(${instant} >= ${midnight(sql`(${from}::date - 1)`)} AND ${instant} < ${midnight(sql`(${to}::date + 2)`)}
      AND ((${instant} >= ${midnight(sql`(${from}::date + 1)`)} AND ${instant} < ${midnight(sql`${to}`)})
        OR ${dayOf(clock, instant)} BETWEEN ${from}::date AND ${to}::date))`;
};

/** Whether a date lies in a range. */
export const isIn = (date: Fragment, { from, to }: DateRange): Fragment =>
  sql`${date} BETWEEN ${from}::date AND ${to}::date`;

/** The ISO week of a date, `2024-W01`. */
export const weekOf = (date: Fragment): Fragment => sql`to_char(${date}, 'IYYY-"W"IW')`;

/** The days of a week that lie in the period, as pairs for json_build_object. `week_start` is its Monday. */
export const weekDays = ({ from, to }: DateRange): Fragment => sql`
  'from', greatest(week_start, ${from}::date), 'to', least(week_start + 6, ${to}::date)`;

/** Rollups by the days of the report's zone: `zone` of the scope's rollups. */
export const isOfZone = (zone: number): Fragment => sql`zone_id = ${zone}`;

/** Longer gaps between the days of a chain (docs/adr/0014) have no rollups. */
export const maxGapDays = 400;

/** Rollups of the languages that a report asks for: where it asks for none, those of all calls together, which have ''. */
export const isOfLanguage = (scope: Scope): Fragment =>
  sql`language = ANY (${scope.filter('language') ?? ['']})`;

/** The same of rollups that have long languages by their digest; those of before have them by their name. */
export const isOfShortLanguage = (scope: Scope): Fragment => {
  const long = longLanguages(scope).map((language) => sql`rollup_language(${language})`);
  if (long.length === 0) return isOfLanguage(scope);
  return sql`(${isOfLanguage(scope)} OR language IN (${join(long, ', ')}))`;
};

/** The languages of a report that may have two names in rollups: as `rollup_language` in the database. */
export const longLanguages = (scope: Scope): string[] =>
  (scope.filter('language') ?? []).filter((language) => Buffer.byteLength(language) > 32);
