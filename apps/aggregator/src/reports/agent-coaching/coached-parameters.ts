import type { Scope } from '../../scope/scope.ts';
import { agentParameterLines } from '../../relations/quality-relations.ts';
import { targets } from '../../relations/targets.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';

/** How many of an agent's parameters are called lowest. */
const lowestCount = 3;

/**
 * Each agent's parameters: agent_id, parameter, their sums (evaluations, passed, score, max_score); ratio = score ÷
 * max_score; rank, 1 for the lowest ratio (ties by name); peer_score and peer_ratio, those of the other agents of the report (null: there is none);
 * gap = peer_score - mean score; fails_target, trails_peers, is_focus; and what it is measured by, target and peer_gap. Nothing is rounded.
 *
 * A focus area is one of the three lowest parameters whose pass rate is under the workspace's target (0.80 unless it has
 * set another) or whose ratio is its gap (0.05) or more under the other agents' in the same report.
 */
export const coachedParameters = (scope: Scope): Fragment => sql`
  SELECT *, rank <= ${lowestCount} AS is_lowest, rank <= ${lowestCount} AND (fails_target OR trails_peers) AS is_focus
  FROM (
    SELECT agent_id, parameter, evaluations, passed, score, max_score, ratio, peer_score, peer_ratio,
           targets.pass_rate AS target, peer_score - quotient(score, evaluations) AS gap,
           passed < evaluations * targets.pass_rate AS fails_target,
           coalesce(peer_ratio - ratio >= peer_gap, false) AS trails_peers,
           row_number() OVER (PARTITION BY agent_id ORDER BY ratio, parameter) AS rank
    FROM (
      SELECT *, quotient(score, max_score) AS ratio,
             quotient(sum(score) OVER peers - score, sum(evaluations) OVER peers - evaluations) AS peer_score,
             quotient(sum(score) OVER peers - score, sum(max_score) OVER peers - max_score) AS peer_ratio
      FROM (${agentParameterLines(scope, 'agent')}) AS lines
      WINDOW peers AS (PARTITION BY parameter)
    ) AS compared
    CROSS JOIN (${targets}) AS targets
  ) AS ranked`;
