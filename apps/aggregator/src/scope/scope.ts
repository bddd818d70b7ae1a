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
  /** The agents of the teams that it asks for; undefined where it asks for none. */
  teamAgents?: readonly string[] | undefined;
}

export const scopeOf = (request: ReportRequest, { rollups = {}, teamAgents }: Found = {}): Scope => {
  const { from, to, timezone, filters } = request;
  const valuesOf = (name: FilterName) =>
    filterValues(filters, name)?.filter((value) => !value.includes('\0'));
  return {
    period: { from, to },
    timezone: canonicalTimeZone(timezone) === 'UTC' ? 'UTC' : timezone,
    sessionTimezone: sessionTimezoneOf(request),
    rollups,
    filter: (name) => {
      const values = valuesOf(name);
      // A team is its agents: records know nothing of teams.
      if (name !== 'agent_id' || teamAgents === undefined) return values;
      return values ? teamAgents.filter((agent) => values.includes(agent)) : teamAgents;
    },
  };
};
