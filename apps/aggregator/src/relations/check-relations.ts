import type { Scope } from '../scope/scope.ts';
import { type Fragment, sql } from '../sql/fragment.ts';
import { isIn, isOfLanguage, isOfZone, isOnDays, matches } from './conditions.ts';

const filterColumns = {
  campaign_id: sql`campaign_id`,
  check: sql`"check"`,
  severity: sql`severity`,
} as const;

/** Condition on rows of compliance_checks: those of the report. */
export const isInScope = (scope: Scope): Fragment => sql`
  ${isOnDays(scope, sql`checked_at`, scope.period)} AND ${matches(scope, { ...filterColumns, agent_id: sql`agent_id`, language: sql`language` })}`;

/** Checks by name and severity, in one or more parts: "check", severity, checks, passed. */
export const checkCounts = (scope: Scope): Fragment => {
  const zone = scope.rollups.compliance_checks;
  if (zone !== undefined && !scope.filter('agent_id')) {
    return sql`
      SELECT "check", severity, checks, passed
      FROM compliance_rollups
      WHERE ${isOfZone(zone)} AND ${isIn(sql`day`, scope.period)} AND checks > 0 AND ${isOfLanguage(scope)}
        AND ${matches(scope, filterColumns)}`;
  }
  return sql`
    SELECT "check", severity, count(*) AS checks, count(*) FILTER (WHERE passed) AS passed
    FROM compliance_checks
    WHERE ${isInScope(scope)}
    GROUP BY 1, 2`;
};
