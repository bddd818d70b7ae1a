import { minComparedRecords } from '@reports/contracts';
import { periodBefore } from '../../scope/period.ts';
import type { Scope } from '../../scope/scope.ts';
import { agentCalls } from '../../relations/call-relations.ts';
import { agentScores, scoreVariance } from '../../relations/quality-relations.ts';
import { targets } from '../../relations/targets.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { callFigures } from '../call-figures.ts';
import { coachedParameters } from './coached-parameters.ts';

/**
 * The agents with a call or an evaluation in the period, lowest score first, those without a score last: call figures,
 * scores, score_change (mean score minus that of the period of the same length before) and its margin, the three lowest
 * parameters and those of them to focus on. The same figures by the agents' team, lowest score first.
 *
 * score_change_margin: a change under it may be chance. Twice the standard error of the difference of two means,
 * 2 √(s² (1/n + 1/m)) with s² the variance of single scores and n, m the evaluations in the two periods (Welch's test with one
 * variance, at about 95 %); null where n or m is under 20.
 */
export const data = (scope: Scope): Fragment => sql`
  WITH agent_calls AS (${agentCalls(scope)}),
  agent_scores AS (${agentScores(scope)}),
  call_figures AS (SELECT agent_id, ${callFigures} FROM agent_calls GROUP BY agent_id),
  scores AS (${meanScores(sql`agent_scores`)}),
  earlier AS (${meanScores(sql`(${agentScores({ ...scope, period: periodBefore(scope.period) })})`)}),
  by_team AS (
    SELECT json_agg(json_build_object(
             'team', team, 'agents', agents_of_it, 'total_calls', total_calls, 'connected_calls', connected_calls,
             'avg_duration_seconds', avg_duration_seconds, 'calls_evaluated', evaluations,
             'overall_score', round(mean_score, 1), 'pass_rate', pass_rate
           ) ORDER BY mean_score NULLS LAST, team NULLS LAST) AS list
    FROM (
      SELECT team, count(*) AS agents_of_it, ${callFigures}, coalesce(sum(evaluations), 0) AS evaluations,
             quotient(sum(score), sum(evaluations)) AS mean_score, rate(sum(passed), sum(evaluations)) AS pass_rate
      FROM agent_calls
      FULL JOIN agent_scores USING (agent_id)
      LEFT JOIN agents ON agents.id = agent_id
      GROUP BY team
    ) AS teams
  ),
  parameters AS (
    SELECT agent_id,
           json_agg(json_build_object(${parameterFigures}) ORDER BY rank) AS lowest,
           json_agg(json_build_object(
             ${parameterFigures}, 'peer_avg_score', round(peer_score, 1), 'gap', round(gap, 1), 'reason', ${reason}
           ) ORDER BY rank) FILTER (WHERE is_focus) AS focus
    FROM (${coachedParameters(scope)}) AS coached
    WHERE is_lowest
    GROUP BY agent_id
  )
  SELECT json_build_object(
  'targets', (SELECT json_build_object('pass_rate', pass_rate, 'peer_gap', peer_gap) FROM (${targets}) AS targets),
  'agents', coalesce(json_agg(json_build_object(
    'agent_id', agent_id,
    'agent_name', coalesce(name, agent_id),
    'team', team,
    'total_calls', coalesce(total_calls, 0),
    'connected_calls', coalesce(connected_calls, 0),
    'avg_duration_seconds', avg_duration_seconds,
    'calls_evaluated', coalesce(scores.evaluations, 0),
    'overall_score', round(scores.mean_score, 1),
    'pass_rate', rate(scores.passed, scores.evaluations),
    'score_change', round(scores.mean_score - earlier.mean_score, 1),
    'score_change_margin', CASE
      WHEN least(scores.evaluations, earlier.evaluations) >= ${minComparedRecords}
        THEN round(2 * sqrt(variance * (quotient(1, scores.evaluations) + quotient(1, earlier.evaluations))), 1)
    END,
    'lowest_parameters', coalesce(parameters.lowest, '[]'),
    'focus_areas', coalesce(parameters.focus, '[]')
  ) ORDER BY scores.mean_score NULLS LAST, agent_id), '[]'),
  'by_team', coalesce((SELECT list FROM by_team), '[]')) AS data
  FROM call_figures
  FULL JOIN scores USING (agent_id)
  LEFT JOIN earlier USING (agent_id)
  LEFT JOIN parameters USING (agent_id)
  LEFT JOIN agents ON agents.id = agent_id
  CROSS JOIN (${scoreVariance(scope)}) AS spread`;

/** By agent: agent_id, evaluations, passed, mean_score; not rounded. */
const meanScores = (scores: Fragment): Fragment => sql`
  SELECT agent_id, sum(evaluations) AS evaluations, sum(passed) AS passed,
         quotient(sum(score), sum(evaluations)) AS mean_score
  FROM ${scores} AS scores
  GROUP BY agent_id`;

const parameterFigures = sql`
  'parameter', parameter,
  'avg_score', round(quotient(score, evaluations), 1),
  'max_score', round(quotient(max_score, evaluations), 1),
  'pass_rate', rate(passed, evaluations),
  'evaluations', evaluations`;

/** Why it is a focus area, for the agent's coach: one reason or both. */
const reason = sql`concat_ws('; ',
  CASE WHEN fails_target THEN format('Passed %s of %s evaluations, under %s %%', passed, evaluations, trim_scale(100 * target)) END,
  CASE WHEN trails_peers THEN format('Scores %s %% of the maximum, the other agents %s %%',
                                     round(100 * ratio, 1), round(100 * peer_ratio, 1)) END)`;
