import { canonicalTimeZone, type FilterName, filterValues, type ReportRequest } from '@reports/contracts';
import type { RolledUpKind } from '../rollups/rollup-tables.ts';
import type { DateRange } from './period.ts';

/** The rollups that answer a report, by kind: their zone's id. A kind that is absent is read from its records. */
export type RollupsInScope = Partial<Record<RolledUpKind, number>>;

/** Which records a report is about. */
export interface Scope {
  period: DateRange;
  /** IANA; `UTC` whatever name of it was given. */
  timezone: string;
  /** Of the session whose queries these are. */
  sessionTimezone: string;
  rollups: RollupsInScope;
  /** Undefined: all. Values that no record can have are left out, so a list may be empty. */
  filter: (name: FilterName) => readonly string[] | undefined;
}

/**
 * The zone of the session that reads a report's records: the report's own, whose days `::date` then gives. But a name without a region may
 * be an offset to `AT TIME ZONE` and a zone to the session.
 */
export const sessionTimezoneOf = ({ timezone }: Pick<ReportRequest, 'timezone'>): string =>
  timezone.includes('/') && canonicalTimeZone(timezone) !== 'UTC' ? timezone : 'UTC';

export const scopeOf = (request: ReportRequest, rollups: RollupsInScope = {}): Scope => {
  const { from, to, timezone, filters } = request;
  return {
    period: { from, to },
    timezone: canonicalTimeZone(timezone) === 'UTC' ? 'UTC' : timezone,
    sessionTimezone: sessionTimezoneOf(request),
    rollups,
    filter: (name) => filterValues(filters, name)?.filter((value) => !value.includes('\0')),
  };
};
