import { canonicalTimeZone, type FilterName, filterValues, type ReportRequest } from '@reports/contracts';
import type { RolledUpKind } from '../rollups/rollup-tables.ts';
import type { DateRange } from './period.ts';

/** The rollups that answer a report, by kind: their zone's id. A kind that is absent is read from its records. */
export type RollupsInScope = Partial<Record<RolledUpKind, number>>;

/** When a date begins, in the report's zone and in that of its rollups: milliseconds since 1970. */
export interface Border {
  own: number;
  theirs: number;
  /** Neither clock changes so near that it matters: all instants before its beginning are of earlier dates, and all others are not. */
  isSteady: boolean;
}

/** Rollups by the days of another zone than the report's. */
export interface Elsewhere {
  timezone: string;
  /** Their day that fits a day of the report best is so many days later: -1, 0 or 1. */
  shift: number;
  /** Of all dates of the period, of the one before, and some around them. */
  borders: ReadonlyMap<string, Border>;
}

/** Which records a report is about. */
export interface Scope {
  period: DateRange;
  /** IANA; `UTC` whatever name of it was given. */
  timezone: string;
  /** Of the session whose queries these are. */
  sessionTimezone: string;
  rollups: RollupsInScope;
  /** Set where the rollups are by the days of another zone: records make up for what differs. */
  elsewhere?: Elsewhere | undefined;
  /** Undefined: all. Values that no record can have are left out, so a list may be empty. `agent_id` has the agents of `team`. */
  filter: (name: FilterName) => readonly string[] | undefined;
}

/**
 * The zone of the session that reads a report's records: the report's own, whose days `::date` then gives. But a name without a region may
 * be an offset to `AT TIME ZONE` and a zone to the session.
 */
export const sessionTimezoneOf = ({ timezone }: Pick<ReportRequest, 'timezone'>): string =>
  timezone.includes('/') && canonicalTimeZone(timezone) !== 'UTC' ? timezone : 'UTC';

/** What a report's records are chosen by that its request does not say. */
export interface Found {
  rollups?: RollupsInScope;
  elsewhere?: Elsewhere | undefined;
  /** The agents of the teams that it asks for; undefined where it asks for none. */
  teamAgents?: readonly string[] | undefined;
}

export const scopeOf = (
  request: ReportRequest,
  { rollups = {}, elsewhere, teamAgents }: Found = {},
): Scope => {
  const { from, to, timezone, filters } = request;
  const valuesOf = (name: FilterName) =>
    filterValues(filters, name)?.filter((value) => !value.includes('\0'));
  return {
    period: { from, to },
    timezone: canonicalTimeZone(timezone) === 'UTC' ? 'UTC' : timezone,
    sessionTimezone: sessionTimezoneOf(request),
    rollups,
    elsewhere,
    filter: (name) => {
      const values = valuesOf(name);
      // A team is its agents: records know nothing of teams.
      if (name !== 'agent_id' || teamAgents === undefined) return values;
      return values ? teamAgents.filter((agent) => values.includes(agent)) : teamAgents;
    },
  };
};
