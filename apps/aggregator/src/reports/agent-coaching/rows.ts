import type { Scope } from '../../scope/scope.ts';
import { agentScores, parameterPlaces } from '../../relations/quality-relations.ts';
import { sql } from '../../sql/fragment.ts';
import { columnsOf, textCell } from '../columns.ts';
import type { RowsQuery } from '../report-queries.ts';
import { coachedParameters } from './coached-parameters.ts';

/** A row for each agent × parameter that was scored: agents as in the list, lowest score first, then in the form's order. */
export const rows = (scope: Scope): RowsQuery => ({
  header: columnsOf('agent_coaching'),
  query: sql`
    SELECT ${textCell(sql`agent_id`)}, ${textCell(sql`coalesce(name, agent_id)`)}, ${textCell(sql`parameter`)}, evaluations,
           round(quotient(score, evaluations), 1), round(quotient(max_score, evaluations), 1),
           rate(passed, evaluations), round(peer_score, 1), round(gap, 1),
           CASE WHEN is_focus THEN 'true' ELSE 'false' END
    FROM (${coachedParameters(scope)}) AS coached
    JOIN (${parameterPlaces(scope)}) AS places USING (parameter)
    JOIN (
      SELECT agent_id, quotient(sum(score), sum(evaluations)) AS mean_score
      FROM (${agentScores(scope)}) AS scores
      GROUP BY agent_id
    ) AS means USING (agent_id)
    LEFT JOIN agents ON agents.id = agent_id
    ORDER BY mean_score, agent_id, place, parameter`,
});
