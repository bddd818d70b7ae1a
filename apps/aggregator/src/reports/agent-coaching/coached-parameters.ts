import type { Scope } from '../../scope/scope.ts';
import { agentParameterLines } from '../../relations/quality-relations.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';

/** How many of an agent's parameters are called lowest. */
const lowestCount = 3;
/** A pass rate under it calls for coaching. */
const targetPassRate = 0.8;
/** So does a score ratio that much under all agents'. */
const ratioShortfall = 0.05;

/**
 * Each agent's parameters: agent_id, parameter, their sums (evaluations, passed, score, max_score); ratio = score ÷
 * max_score; rank, 1 for the lowest ratio (ties by name); peer_score (mean over all agents of the report) and peer_ratio;
 * gap = peer_score - mean score; fails_target, trails_peers, is_focus. Nothing is rounded.
 *
 * A focus area is one of the three lowest parameters whose pass rate is under 0.80 or whose ratio is 0.05 or more under
 * all agents' ratio in the same report.
 */
export const coachedParameters = (scope: Scope): Fragment => sql`
  SELECT *, rank <= ${lowestCount} AS is_lowest, rank <= ${lowestCount} AND (fails_target OR trails_peers) AS is_focus
  FROM (
    SELECT agent_id, parameter, evaluations, passed, score, max_score, ratio, peer_score, peer_ratio,
           peer_score - quotient(score, evaluations) AS gap,
           quotient(passed, evaluations) < ${targetPassRate} AS fails_target,
           peer_ratio - ratio >= ${ratioShortfall} AS trails_peers,
           row_number() OVER (PARTITION BY agent_id ORDER BY ratio, parameter) AS rank
    FROM (
      SELECT *, quotient(score, max_score) AS ratio,
             quotient(sum(score) OVER peers, sum(evaluations) OVER peers) AS peer_score,
             quotient(sum(score) OVER peers, sum(max_score) OVER peers) AS peer_ratio
      FROM (${agentParameterLines(scope, 'agent')}) AS lines
      WINDOW peers AS (PARTITION BY parameter)
    ) AS compared
  ) AS ranked`;
