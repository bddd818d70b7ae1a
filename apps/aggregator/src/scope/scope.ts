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
  rollups: RollupsInScope;
  /** Undefined: all. Values that no record can have are left out, so a list may be empty. */
  filter: (name: FilterName) => readonly string[] | undefined;
}

export const scopeOf = (
  { from, to, timezone, filters }: ReportRequest,
  rollups: RollupsInScope = {},
): Scope => ({
  period: { from, to },
  timezone: canonicalTimeZone(timezone) === 'UTC' ? 'UTC' : timezone,
  rollups,
  filter: (name) => filterValues(filters, name)?.filter((value) => !value.includes('\0')),
});
