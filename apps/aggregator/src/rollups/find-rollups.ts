import { canonicalTimeZone, isSameTimeZone, type ReportRequest } from '@reports/contracts';
import type { SnapshotReader } from '@reports/database';
import { addDays, daysOf, periodBefore, startOf } from '../scope/period.ts';
import type { Border, Elsewhere, RollupsInScope } from '../scope/scope.ts';
import { sql } from '../sql/fragment.ts';
import type { RolledUpKind } from './rollup-tables.ts';

/** Shorter periods are read from records as soon as from another zone's rollups and the records at both ends. */
const leastDaysElsewhere = 3;

/** The rollups of one zone, by kind. */
interface Zone {
  timezone: string;
  /** Milliseconds from the beginning of a day there to that of the report's. */
  later: number;
  rollups: RollupsInScope;
}

/**
 * The rollups that hold all records of the report's period, and of what may be read around it: the period before, and the whole months and
 * weeks that these begin in. Rollups that are still being made hold the newest days first, so a report of last week may have them before they
 * are done.
 *
 * Those by days of the report's zone; where there are none, or of fewer kinds, those of another zone, with what is needed to make up for
 * what differs.
 */
export const findRollups = async (
  reader: SnapshotReader,
  request: ReportRequest,
): Promise<{ rollups: RollupsInScope; elsewhere?: Elsewhere }> => {
  const { from, to, timezone } = request;
  const before = periodBefore({ from, to }).from;
  const [earliest = before] = [startOf(before, 'month'), startOf(before, 'week')].toSorted();
  // Days more: those of another zone begin up to a day earlier, and where the clock goes back over midnight, some of a day comes before it.
  const found = await reader.query<{ kind: RolledUpKind; zone_id: number; timezone: string; later: number }>(
    sql`
    SELECT kind, zone_id, timezone,
           1000 * extract(epoch FROM ${from}::timestamp AT TIME ZONE ${timezone} - ${from}::timestamp AT TIME ZONE timezone)::float8 AS later
    FROM rollup_zones
    WHERE NOT is_retired AND covered_from <= ${addDays(earliest, -3)}::timestamp AT TIME ZONE timezone`.sql,
  );
  const zones = [...Map.groupBy(found, (row) => row.timezone).values()].flatMap((rows): Zone[] => {
    const [first] = rows;
    if (!first) return [];
    const rollups = Object.fromEntries(rows.map(({ kind, zone_id }) => [kind, zone_id]));
    return [{ timezone: first.timezone, later: first.later, rollups }];
  });
  const isOwn = (zone: Zone) => isSameTimeZone(zone.timezone, timezone);
  const kindsOf = (zone: Zone) => Object.keys(zone.rollups).length;
  const [best] = zones
    .filter((zone) => isOwn(zone) || daysOf({ from, to }) >= leastDaysElsewhere)
    .toSorted(
      (a, b) =>
        kindsOf(b) - kindsOf(a) ||
        Number(isOwn(b)) - Number(isOwn(a)) ||
        Math.abs(a.later) - Math.abs(b.later),
    );
  if (!best) return { rollups: {} };
  if (isOwn(best)) return { rollups: best.rollups };
  return { rollups: best.rollups, elsewhere: await findBorders(reader, request, best) };
};

const dayMs = 86_400_000;

/** When the dates of a report begin in its zone and in that of its rollups, as the database has it. */
const findBorders = async (
  reader: SnapshotReader,
  { from, to, timezone }: ReportRequest,
  { timezone: theirs, later }: Zone,
): Promise<Elsewhere> => {
  // A clock that is put back by three hours or less, as all are but when the date line moves, repeats no more than that of a day.
  const [first, last] = [sql`least(own, theirs)`, sql`greatest(own, theirs)`];
  const isSteady = (zone: string) => sql`(
    SELECT max(moved) - min(moved) <= interval '3 hours' AND max(moved) FILTER (WHERE is_near) = min(moved) FILTER (WHERE is_near)
    FROM (SELECT instant AT TIME ZONE ${zone} - instant AT TIME ZONE 'UTC' AS moved,
                 instant BETWEEN ${first} - interval '6 hours' AND ${last} + interval '6 hours' AS is_near
          FROM generate_series(${first} - interval '36 hours', ${last} + interval '36 hours', interval '3 hours') AS instant) AS clock)`;
  const rows = await reader.query<Border & { date: string }>(
    sql`
    SELECT date::text, 1000 * extract(epoch FROM own)::float8 AS own, 1000 * extract(epoch FROM theirs)::float8 AS theirs,
           ${isSteady(timezone)} AND ${isSteady(theirs)} AS "isSteady"
    FROM (
      SELECT day::date AS date, day AT TIME ZONE ${timezone} AS own, day AT TIME ZONE ${theirs} AS theirs
      FROM generate_series(${addDays(periodBefore({ from, to }).from, -5)}::timestamp, ${addDays(to, 6)}::timestamp, interval '1 day') AS day
    ) AS dates`.sql,
  );
  return {
    timezone: canonicalTimeZone(theirs) === 'UTC' ? 'UTC' : theirs,
    shift: Math.round(later / dayMs),
    borders: new Map(rows.map(({ date, ...border }) => [date, border])),
  };
};
