import { daysOf } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOfLanguage, isOfZone, matches, maxGapDays } from './conditions.ts';
import {
  anyOf,
  coreOf,
  type Edge,
  edgesOf,
  onDays,
  rollupPeriod,
  type Span,
  sumsElsewhere,
  type When,
} from './edges.ts';

const filterColumns = {
  campaign_id: sql`campaign_id`,
  check: sql`"check"`,
  severity: sql`severity`,
} as const;

/** Condition on rows of compliance_checks: those of the report at some instants. */
const isInScopeOn = (scope: Scope, when: When): Fragment => sql`
  ${when(sql`checked_at`)} AND ${matches(scope, { ...filterColumns, agent_id: sql`agent_id`, language: sql`language` })}`;

/** Condition on rows of compliance_checks: those of the report. */
export const isInScope = (scope: Scope): Fragment => isInScopeOn(scope, onDays(scope, scope.period));

/** The zone of the rollups that {@link checkDays} reads; undefined: it reads records. */
const checkDaysZone = (scope: Scope): number | undefined =>
  scope.filter('agent_id') ? undefined : scope.rollups.compliance_checks;

/**
 * Checks by day, name and severity, in one or more parts: day, "check", severity, checks, passed. From rollups of another zone's days, a day
 * may stand for its week or the period, as `span` says that the report needs it.
 */
export const checkDays = (scope: Scope, span: Span): Fragment => {
  const zone = checkDaysZone(scope);
  if (zone !== undefined) {
    const rollups = (isOnDay: Fragment) => sql`
      SELECT day, "check", severity, checks, passed
      FROM compliance_rollups
      WHERE ${isOfZone(zone)} AND ${isOnDay} AND checks > 0 AND ${isOfLanguage(scope)} AND ${matches(scope, filterColumns)}`;
    if (!scope.elsewhere) return rollups(isIn(sql`day`, scope.period));
    return sumsElsewhere(scope, {
      span,
      keys: [sql`"check"`, sql`severity`],
      sums: [sql`checks`, sql`passed`],
      rollups,
      rows: (when) => sql`
        SELECT "check", severity, count(*) AS checks, count(*) FILTER (WHERE passed) AS passed
        FROM compliance_checks
        WHERE ${isInScopeOn(scope, when)}
        GROUP BY 1, 2`,
    });
  }
  return sql`
    SELECT ${dayOf(scope, sql`checked_at`)} AS day, "check", severity, count(*) AS checks, count(*) FILTER (WHERE passed) AS passed
    FROM compliance_checks
    WHERE ${isInScope(scope)}
    GROUP BY 1, 2, 3`;
};

/** How many checks failed: rows. Undefined where no rollups tell. */
export const violationCount = (scope: Scope): Fragment | undefined =>
  checkDaysZone(scope) === undefined
    ? undefined
    : sql`SELECT coalesce(sum(checks - passed), 0)::integer AS rows FROM (${checkDays(scope, 'period')}) AS days`;

/** Checks by agent: agent_id, checks, passed, critical (those failed with severity critical). */
export const agentChecks = (scope: Scope): Fragment => {
  const zone = scope.rollups.agent_checks;
  const isFromRows = scope.filter('check') ?? scope.filter('severity') ?? scope.filter('language');
  const rows = (when: When, sign: Edge['sign']) => sql`
    SELECT agent_id, ${sign} * count(*) AS checks, ${sign} * count(*) FILTER (WHERE passed) AS passed,
           ${sign} * count(*) FILTER (WHERE NOT passed AND severity = 'critical') AS critical
    FROM compliance_checks
    WHERE ${isInScopeOn(scope, when)}
    GROUP BY 1`;
  if (zone === undefined || isFromRows) return rows(onDays(scope, scope.period), 1);
  const parts = [
    sql`
    SELECT agent_id, checks, passed, critical
    FROM agent_check_rollups
    WHERE ${isOfZone(zone)} AND ${isIn(sql`day`, rollupPeriod(scope))}
      AND ${matches(scope, { campaign_id: sql`campaign_id`, agent_id: sql`agent_id` })}`,
    ...edgesOf(scope).map(({ sign, when }) => rows(when, sign)),
  ];
  return sql`
    SELECT agent_id, sum(checks) AS checks, sum(passed) AS passed, sum(critical) AS critical
    FROM (${join(parts, ' UNION ALL ')}) AS parts
    GROUP BY 1
    HAVING sum(checks) > 0`;
};

/**
 * Agents who failed one check `least` times or more, the `most` pairs with the most violations: agent_id, "check", performed, failed,
 * critical. The violations have an index of their own; the checks that the few pairs passed are found by the agent.
 */
export const repeatedFailures = (
  scope: Scope,
  { least, most }: { least: number; most: number },
): Fragment => sql`
  SELECT agent_id, "check", failed, critical, (
    SELECT count(*) FROM compliance_checks
    WHERE agent_id = repeated.agent_id AND "check" = repeated."check" AND ${isInScope(scope)}
  ) AS performed
  FROM (
    SELECT agent_id, "check", count(*) AS failed, count(*) FILTER (WHERE severity = 'critical') AS critical
    FROM compliance_checks
    WHERE NOT passed AND ${isInScope(scope)}
    GROUP BY 1, 2
    HAVING count(*) >= ${least}
    ORDER BY failed DESC, critical DESC, agent_id, "check"
    LIMIT ${most}
  ) AS repeated`;

/** What was done about the violations that say so: open, resolved, waived. Those that do not are in no index. */
export const remediations = (scope: Scope): Fragment => sql`
  SELECT count(*) FILTER (WHERE remediation = 'open') AS open, count(*) FILTER (WHERE remediation = 'resolved') AS resolved,
         count(*) FILTER (WHERE remediation = 'waived') AS waived
  FROM compliance_checks
  WHERE remediation IS NOT NULL AND NOT passed AND ${isInScope(scope)}`;

/**
 * Distinct calls that were checked: calls. By the chains of docs/adr/0014, of all checks together and of those of each campaign and language.
 *
 * Some campaigns or languages are a sum of their chains where no call of the period has checks in two: where the chains of all come to as
 * many as all together. A sum that counts nothing twice counts no part of it twice. Else it is counted from the checks.
 */
export const checkedCalls = (scope: Scope): Fragment => {
  const counted = sql`
    SELECT count(*) FROM (SELECT DISTINCT call_id FROM compliance_checks WHERE ${isInScope(scope)}) AS checked`;
  const zone = scope.rollups.checked_calls;
  if (
    zone === undefined ||
    daysOf(scope.period) > maxGapDays ||
    scope.filter('agent_id') ||
    scope.filter('check') ||
    scope.filter('severity')
  ) {
    return sql`SELECT (${counted}) AS calls`;
  }
  const isChosen = scope.filter('campaign_id') ?? scope.filter('language');
  const core = coreOf(scope, scope.period);
  if (!core || (scope.elsewhere && isChosen)) return sql`SELECT (${counted}) AS calls`;
  const { days, rest } = core;
  const isTogether = sql`campaign_id = ''`;
  const chains = sql`
    FROM checked_call_rollups
    WHERE ${isOfZone(zone)} AND gap BETWEEN 0 AND ${daysOf(days) - 1} AND ${isIn(sql`day`, days)} AND gap <= day - ${days.from}::date`;
  const sum = sql`coalesce(sum(CASE WHEN gap = 0 THEN calls ELSE -calls END)`;
  if (!isChosen) {
    const others = sql`(
      SELECT count(*)
      FROM (SELECT DISTINCT call_id FROM compliance_checks WHERE ${isInScopeOn(scope, anyOf(rest))}) AS checked
      WHERE (SELECT true FROM checked_call_days AS known
             WHERE ${isOfZone(zone)} AND known.call_id = checked.call_id AND ${isIn(sql`day`, days)} AND checks > 0 LIMIT 1) IS NULL)`;
    return sql`SELECT ${sum}, 0) ${rest.length > 0 ? sql`+ ${others}` : sql``} AS calls ${chains} AND ${isTogether}`;
  }
  const { campaign_id } = filterColumns;
  return sql`
    SELECT CASE WHEN together = apart THEN chosen ELSE (${counted}) END AS calls
    FROM (
      SELECT ${sum} FILTER (WHERE ${isTogether}), 0) AS together, ${sum} FILTER (WHERE NOT ${isTogether}), 0) AS apart,
             ${sum} FILTER (WHERE NOT ${isTogether} AND ${matches(scope, { campaign_id, language: sql`language` })}), 0) AS chosen
      ${chains}
    ) AS sums`;
};
