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
  // Where it is known when the day begins and ends, the first record between is one of it: else those of the day before are passed over.
  const isOnDay = sql`${dayOf(scope, instant)} = days.day`;
  return sql`(SELECT true FROM ${records}
              WHERE ${instant} >= coalesce(days.since, (days.day - 1)::timestamp AT TIME ZONE ${scope.timezone})
                AND ${instant} < coalesce(days.until, (days.day + 2)::timestamp AT TIME ZONE ${scope.timezone})
                AND (days.since IS NOT NULL OR ${isOnDay})
              LIMIT 1)`;
};

/** The days of the period: day, and its first instant and that of the next one, null where they are not known. */
const daysOfPeriod = (scope: Scope): Fragment => {
  const { from, to } = scope.period;
  const dates = sql`
    SELECT date::date AS day FROM generate_series(${from}::timestamp, ${to}::timestamp, '1 day') AS date`;
  const known = dayLimits(scope).map(
    ({ date, since, until }) => sql`(${date}::date, ${since}::timestamptz, ${until}::timestamptz)`,
  );
  if (known.length === 0)
    return sql`SELECT day, NULL::timestamptz AS since, NULL::timestamptz AS until FROM (${dates}) AS dates`;
  return sql`
    SELECT day, since, until FROM (${dates}) AS dates LEFT JOIN (VALUES ${join(known, ', ')}) AS known (day, since, until) USING (day)`;
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
        SELECT day, ${join(found, ', ')} FROM (${daysOfPeriod(scope)}) AS days
      ) AS found
    ) AS days`;
};
