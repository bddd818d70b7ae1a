import { isSameTimeZone, type ReportRequest } from '@reports/contracts';
import type { SnapshotReader } from '@reports/database';
import { addDays, periodBefore, startOf } from '../scope/period.ts';
import type { RollupsInScope } from '../scope/scope.ts';
import { sql } from '../sql/fragment.ts';
import type { RolledUpKind } from './rollup-tables.ts';

/**
 * The rollups by days of the report's zone that hold all records of its period, and of what may be read around it: the period
 * before, and the whole months and weeks that these begin in. Rollups that are still being made hold the newest days first, so a
 * report of last week may have them before they are done.
 */
export const findRollups = async (
  reader: SnapshotReader,
  { from, to, timezone }: ReportRequest,
): Promise<RollupsInScope> => {
  const before = periodBefore({ from, to }).from;
  // A day more: where the clock goes back over midnight, some of a day comes before its midnight.
  const [earliest = before] = [startOf(before, 'month'), startOf(before, 'week')].toSorted();
  const zones = await reader.query<{ kind: RolledUpKind; zone_id: number; timezone: string }>(
    sql`
    SELECT kind, zone_id, timezone
    FROM rollup_zones
    WHERE NOT is_retired AND covered_from <= ${addDays(earliest, -1)}::timestamp AT TIME ZONE timezone`.sql,
  );
  return Object.fromEntries(
    zones
      .filter((zone) => isSameTimeZone(zone.timezone, timezone))
      .map(({ kind, zone_id }) => [kind, zone_id]),
  );
};
