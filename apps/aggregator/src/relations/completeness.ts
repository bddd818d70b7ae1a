import type { Scope } from '../scope/scope.ts';
import type { RolledUpRecords } from '../rollups/rollup-tables.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isOfZone } from './conditions.ts';
import { dayLimits } from './edges.ts';

/** Where the days of a kind's records are found: its smallest rollups, with what they count, and the records. */
const sources = {
  calls: { rollups: sql`call_rollups`, count: sql`calls`, records: sql`calls`, instant: sql`started_at` },
  evaluations: {
    rollups: sql`qa_rollups`,
    count: sql`evaluations`,
    records: sql`evaluations`,
    instant: sql`evaluated_at`,
  },
  compliance_checks: {
    rollups: sql`compliance_rollups`,
    count: sql`checks`,
    records: sql`compliance_checks`,
    instant: sql`checked_at`,
  },
} as const satisfies Record<RolledUpRecords, Record<string, Fragment>>;

/** True where the day of the relation `days` has a record of the kind; NULL where not. One probe of an index for each day. */
const hasRecords = (scope: Scope, kind: RolledUpRecords): Fragment => {
  const { rollups, count, records, instant } = sources[kind];
  const zone = scope.rollups[kind];
  if (zone !== undefined && !scope.elsewhere) {
    return sql`(SELECT true FROM ${rollups} AS rollup
                WHERE ${isOfZone(zone)} AND rollup.day = days.day AND ${count} > 0 LIMIT 1)`;
  }
  return sql`(SELECT true FROM ${records}
              WHERE ${instant} >= days.since AND ${instant} < days.until AND (days.is_known OR ${dayOf(scope, instant)} = days.day)
              ORDER BY ${instant} LIMIT 1)`;
};

/**
 * The days of the period: day, since and until. Where it is known when the day begins and ends, `is_known`, these are it; else they are a day wider, and
 * the days of the records decide.
 *
 * Made before it is asked of records (`OFFSET 0`): row-level security lets the index be searched for what is in a column, and not for what a function
 * gives that might tell somebody of others' rows, as the conversion of zones might.
 */
const daysOfPeriod = (scope: Scope): Fragment => {
  const { from, to } = scope.period;
  const midnight = (day: Fragment) => sql`(${day})::timestamp AT TIME ZONE ${scope.timezone}`;
  const known = dayLimits(scope).map(
    ({ date, since, until }) => sql`(${date}::date, ${since}::timestamptz, ${until}::timestamptz)`,
  );
  const nothingKnown = sql`(NULL::date, NULL::timestamptz, NULL::timestamptz)`;
  return sql`
    SELECT day, coalesce(since, ${midnight(sql`day - 1`)}) AS since, coalesce(until, ${midnight(sql`day + 2`)}) AS until, since IS NOT NULL AS is_known
    FROM (SELECT date::date AS day FROM generate_series(${from}::timestamp, ${to}::timestamp, '1 day') AS date) AS dates
    LEFT JOIN (VALUES ${join(known.length > 0 ? known : [nothingKnown], ', ')}) AS known (day, since, until) USING (day)
    OFFSET 0`;
};

/**
 * How complete the workspace's records of some kinds are in the period, whatever the filters, as the contract's `Completeness`. A day is over
 * when the snapshot was taken on a later one, in the report's zone. And what PostgreSQL calls the snapshot.
 */
export const completeness = (scope: Scope, kinds: readonly RolledUpRecords[]): Fragment => {
  const through = kinds.map((kind) => sql`${kind}, max(day) FILTER (WHERE ${sources[kind].records})`);
  const found = kinds.map((kind) => sql`${hasRecords(scope, kind)} AS ${sources[kind].records}`);
  const any = join(
    kinds.map((kind) => sources[kind].records),
    ', ',
  );
  return sql`
    SELECT json_build_object(
      'data_through', json_build_object(${join(through, ', ')}),
      'days_without_data', coalesce(json_agg(day ORDER BY day) FILTER (WHERE is_over AND NOT has_any), '[]'),
      'complete', bool_and(is_over AND has_any)
    ) AS completeness, pg_current_snapshot()::text AS snapshot
    FROM (
      SELECT *, coalesce(${any}, false) AS has_any, day < ${dayOf(scope, sql`now()`)} AS is_over
      FROM (
        SELECT day, ${join(found, ', ')} FROM (${daysOfPeriod(scope)}) AS days OFFSET 0
      ) AS found
    ) AS days`;
};
