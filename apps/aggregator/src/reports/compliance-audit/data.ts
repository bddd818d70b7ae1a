import { repeatedViolations, severities } from '@reports/contracts';
import type { Scope } from '../../scope/scope.ts';
import { connectedCalls } from '../../relations/call-relations.ts';
import {
  agentChecks,
  checkDays,
  checkedCalls,
  remediations,
  repeatedFailures,
} from '../../relations/check-relations.ts';
import { weekDays, weekOf } from '../../relations/conditions.ts';
import { isInOneWeek } from '../../scope/period.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { withPairs } from '../with-pairs.ts';

/**
 * Checks performed, passed and failed, pass_rate = passed ÷ performed; violations (failed checks) by severity, all four; the
 * same by check, most failed first, and by ISO week (left out when the period lies in one); agents who failed one check again and
 * again; and by the agents' team, lowest pass_rate first. The violations themselves are the rows.
 *
 * remediation: of the violations that say what was done about them; share_remediated = resolved ÷ (open + resolved). Left out where none does.
 *
 * coverage = distinct calls checked ÷ connected calls of the period: null where it would be over 1, since checks may come later than
 * the calls.
 */
export const data = (scope: Scope): Fragment => sql`
  WITH counts AS MATERIALIZED (${checkDays(scope, 'week')}),
  severity_breakdown AS (
    SELECT json_agg(json_build_object('severity', severity, 'violations', violations) ORDER BY place) AS list
    FROM (
      SELECT severity, place, coalesce(sum(checks - passed), 0) AS violations
      FROM unnest(${severities}) WITH ORDINALITY AS listed (severity, place)
      LEFT JOIN counts USING (severity)
      GROUP BY 1, 2
    ) AS severities
  ),
  check_results AS (
    SELECT json_agg(json_build_object('check', "check", 'performed', performed, 'passed', passed,
                                      'failed', failed, 'pass_rate', pass_rate)
                    ORDER BY failed DESC, "check") AS list
    FROM (SELECT "check", ${figures} FROM counts GROUP BY "check") AS results
  ),
  trend AS (
    SELECT json_agg(json_build_object(
             'week', week, ${weekDays(scope.period)}, 'checks_performed', performed, 'checks_failed', failed,
             'critical_violations', critical, 'pass_rate', pass_rate
           ) ORDER BY week) AS list
    FROM (
      SELECT ${weekOf(sql`day`)} AS week, date_trunc('week', day::timestamp)::date AS week_start, ${figures},
             coalesce(sum(checks - passed) FILTER (WHERE severity = 'critical'), 0) AS critical
      FROM counts
      GROUP BY 1, 2
    ) AS weeks
  ),
  repeat_offenders AS (
    SELECT json_agg(json_build_object('agent_id', agent_id, 'agent_name', coalesce(name, agent_id), 'check', "check",
                                      'performed', performed, 'failed', failed, 'critical', critical)
                    ORDER BY failed DESC, critical DESC, agent_id, "check") AS list
    FROM (${repeatedFailures(scope, { least: repeatedViolations.least, most: repeatedViolations.mostPairs })}) AS repeated
    LEFT JOIN agents ON agents.id = agent_id
  ),
  by_team AS (
    SELECT json_agg(json_build_object(
             'team', team, 'agents', agents_of_it, 'checks_performed', performed, 'checks_failed', failed,
             'critical_violations', critical, 'pass_rate', pass_rate
           ) ORDER BY share, team NULLS LAST) AS list
    FROM (
      SELECT team, count(*) AS agents_of_it, ${figures}, sum(critical) AS critical, quotient(sum(passed), sum(checks)) AS share
      FROM (${agentChecks(scope)}) AS checked
      LEFT JOIN agents ON agents.id = agent_id
      GROUP BY team
    ) AS teams
  )
  SELECT ${withPairs(
    sql`json_build_object(
    'checks_performed', performed,
    'checks_passed', passed,
    'checks_failed', failed,
    'pass_rate', pass_rate,
    'calls_checked', checked.calls,
    'connected_calls', connected,
    'coverage', CASE WHEN checked.calls <= connected THEN rate(checked.calls, connected) END,
    'severity_breakdown', (SELECT list FROM severity_breakdown),
    'check_results', coalesce((SELECT list FROM check_results), '[]'),
    ${isInOneWeek(scope.period) ? sql`` : sql`'trend', coalesce((SELECT list FROM trend), '[]'),`}
    'repeat_offenders', coalesce((SELECT list FROM repeat_offenders), '[]'),
    'by_team', coalesce((SELECT list FROM by_team), '[]')
  )`,
    sql`CASE WHEN open + resolved + waived = 0 THEN '{}' ELSE json_build_object('remediation', json_build_object(
      'open', open, 'resolved', resolved, 'waived', waived, 'share_remediated', rate(resolved, open + resolved))) END`,
  )} AS data
  FROM (SELECT ${figures} FROM counts) AS totals
  CROSS JOIN (${checkedCalls(scope)}) AS checked
  CROSS JOIN (${remediations(scope)}) AS done
  CROSS JOIN (${connectedCalls(scope)}) AS calls`;

const figures = sql`
  coalesce(sum(checks), 0) AS performed,
  coalesce(sum(passed), 0) AS passed,
  coalesce(sum(checks - passed), 0) AS failed,
  rate(sum(passed), sum(checks)) AS pass_rate`;
