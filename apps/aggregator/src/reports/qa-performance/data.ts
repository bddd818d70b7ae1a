import { isInOneWeek, periodBefore } from '../../scope/period.ts';
import type { Scope } from '../../scope/scope.ts';
import { weekDays, weekOf } from '../../relations/conditions.ts';
import { connectedCalls } from '../../relations/call-relations.ts';
import { targets } from '../../relations/targets.ts';
import {
  agentScores,
  evaluationMarks,
  parameterLines,
  scoreBuckets,
  scoreDays,
} from '../../relations/quality-relations.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { withPairs } from '../with-pairs.ts';

/**
 * calls_evaluated; overall_score = mean score of the evaluations; pass_rate = passed ÷ evaluated; the same by ISO week
 * (left out when the period lies in one), by agent, by their team and by campaign, lowest score first; and of the period before. parameter_breakdown: the means of
 * each parameter's score and highest possible score, in the form's order. score_distribution: evaluations by tens of their score.
 *
 * auto_fail_rate = auto-failed ÷ evaluated, disputed_share = disputed ÷ evaluated: left out where no evaluation says either way.
 *
 * coverage = calls_evaluated ÷ connected calls of the period: null where it would be over 1, since calls may be evaluated days later.
 */
export const data = (scope: Scope): Fragment => sql`
  WITH days AS MATERIALIZED (${scoreDays(scope, 'week')}),
  agent_scores AS (${agentScores(scope)}),
  lines AS (${parameterLines(scope)}),
  trend AS (
    SELECT json_agg(json_build_object(
             'week', week, ${weekDays(scope.period)}, 'overall_score', overall_score, 'pass_rate', pass_rate, 'calls_evaluated', calls_evaluated
           ) ORDER BY week) AS list
    FROM (
      SELECT ${weekOf(sql`day`)} AS week, date_trunc('week', day::timestamp)::date AS week_start, ${figures}
      FROM days
      GROUP BY 1, 2
    ) AS weeks
  ),
  parameter_breakdown AS (
    SELECT json_agg(json_build_object(
             'parameter', parameter, 'avg_score', avg_score, 'max_score', avg_max_score, 'pass_rate', pass_rate,
             'evaluations', evaluations
           ) ORDER BY place, parameter) AS list
    FROM (
      SELECT parameter, max(position) AS place, sum(evaluations) AS evaluations,
             round(quotient(sum(score), sum(evaluations)), 1) AS avg_score,
             round(quotient(sum(max_score), sum(evaluations)), 1) AS avg_max_score,
             rate(sum(passed), sum(evaluations)) AS pass_rate
      FROM lines
      GROUP BY parameter
    ) AS parameters
  ),
  by_agent AS (
    SELECT json_agg(json_build_object(
             'agent_id', agent_id, 'agent_name', coalesce(name, agent_id), 'calls_evaluated', calls_evaluated,
             'overall_score', overall_score, 'pass_rate', pass_rate
           ) ORDER BY mean_score, agent_id) AS list
    FROM (SELECT agent_id, ${figures} FROM agent_scores GROUP BY agent_id) AS scores
    LEFT JOIN agents ON agents.id = agent_id
  ),
  by_team AS (
    SELECT json_agg(json_build_object(
             'team', team, 'agents', agents_of_it, 'calls_evaluated', calls_evaluated, 'overall_score', overall_score,
             'pass_rate', pass_rate
           ) ORDER BY mean_score, team NULLS LAST) AS list
    FROM (
      SELECT team, count(*) AS agents_of_it, ${figures}
      FROM agent_scores
      LEFT JOIN agents ON agents.id = agent_id
      GROUP BY team
    ) AS teams
  ),
  by_campaign AS (
    SELECT json_agg(json_build_object(
             'campaign_id', campaign_id, 'campaign_name', coalesce(name, campaign_id),
             'calls_evaluated', calls_evaluated, 'overall_score', overall_score, 'pass_rate', pass_rate
           ) ORDER BY mean_score, campaign_id) AS list
    FROM (SELECT campaign_id, ${figures} FROM days GROUP BY campaign_id) AS scores
    LEFT JOIN campaigns ON campaigns.id = campaign_id
  )
  SELECT ${withPairs(
    sql`json_build_object(
    'calls_evaluated', calls_evaluated,
    'overall_score', overall_score,
    'pass_rate', pass_rate,
    ${coveragePairs},
    'targets', (SELECT json_build_object('pass_rate', pass_rate) FROM (${targets}) AS targets),
    'previous_period', (${previousPeriod(scope)}),
    ${isInOneWeek(scope.period) ? sql`` : sql`'trend', coalesce((SELECT list FROM trend), '[]'),`}
    'score_distribution', (${distribution(scope)}),
    'parameter_breakdown', coalesce((SELECT list FROM parameter_breakdown), '[]'),
    'by_agent', coalesce((SELECT list FROM by_agent), '[]'),
    'by_team', coalesce((SELECT list FROM by_team), '[]'),
    'by_campaign', coalesce((SELECT list FROM by_campaign), '[]')
  )`,
    sql`json_strip_nulls(json_build_object(
      'auto_failed', auto_failed, 'auto_fail_rate', rate(auto_failed, calls_evaluated),
      'disputed', disputed, 'disputed_share', rate(disputed, calls_evaluated)))`,
  )} AS data
  FROM (SELECT ${figures} FROM days) AS totals
  CROSS JOIN (${evaluationMarks(scope)}) AS marks
  CROSS JOIN (${connectedCalls(scope)}) AS calls`;

/** The same figures of the period of the same length before, to compare with. */
const previousPeriod = (scope: Scope): Fragment => {
  const period = periodBefore(scope.period);
  return sql`
    SELECT json_build_object('from', ${period.from}, 'to', ${period.to}, 'calls_evaluated', calls_evaluated,
                             'overall_score', overall_score, 'pass_rate', pass_rate, ${coveragePairs})
    FROM (SELECT ${figures} FROM (${scoreDays({ ...scope, period }, 'period')}) AS days) AS totals
    CROSS JOIN (${connectedCalls({ ...scope, period })}) AS calls`;
};

const coveragePairs = sql`
  'connected_calls', connected,
  'coverage', CASE WHEN calls_evaluated <= connected THEN rate(calls_evaluated, connected) END`;

const distribution = (scope: Scope): Fragment => sql`
  SELECT json_agg(json_build_object('from', 10 * bucket, 'to', 10 * bucket + 10, 'evaluations', coalesce(evaluations, 0))
                  ORDER BY bucket)
  FROM generate_series(0, 9) AS bucket
  LEFT JOIN (${scoreBuckets(scope)}) AS buckets USING (bucket)`;

/** Figures of a group of evaluations; mean_score is overall_score before it is rounded, which decides the order. */
const figures = sql`
  coalesce(sum(evaluations), 0) AS calls_evaluated,
  quotient(sum(score), sum(evaluations)) AS mean_score,
  round(quotient(sum(score), sum(evaluations)), 1) AS overall_score,
  rate(sum(passed), sum(evaluations)) AS pass_rate`;
