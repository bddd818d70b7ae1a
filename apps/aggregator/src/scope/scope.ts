import { type FilterName, filterValues, type ReportRequest } from '@reports/contracts';
import type { DateRange } from './period.ts';

/** Which records a report is about. */
export interface Scope {
  period: DateRange;
  /** IANA. */
  timezone: string;
  /** Whether a day of the period is a day of the rollups. */
  isUtc: boolean;
  /** Undefined: all. Values that no record can have are left out, so a list may be empty. */
  filter: (name: FilterName) => readonly string[] | undefined;
}

/** Names under which IANA's data knows UTC, in lower case. */
const utcNames = new Set(
  ['', 'etc/'].flatMap((prefix) =>
    ['utc', 'uct', 'universal', 'zulu', 'gmt', 'gmt0', 'gmt+0', 'gmt-0', 'greenwich'].map(
      (name) => prefix + name,
    ),
  ),
);

export const scopeOf = ({ from, to, timezone, filters }: ReportRequest): Scope => ({
  period: { from, to },
  timezone,
  isUtc: utcNames.has(timezone.toLowerCase()),
  filter: (name) => filterValues(filters, name)?.filter((value) => !value.includes('\0')),
});
