import type { Scope } from '../../scope/scope.ts';
import { agentParameterLines, parameterPlaces } from '../../relations/quality-relations.ts';
import { sql } from '../../sql/fragment.ts';
import { columnsOf, textCell } from '../columns.ts';
import type { RowsQuery } from '../report-queries.ts';

/** A row for each campaign × agent × parameter that was scored: by campaign, agent, then in the form's order. */
export const rows = (scope: Scope): RowsQuery => ({
  header: columnsOf('qa_performance'),
  query: sql`
    SELECT ${textCell(sql`campaign_id`)}, ${textCell(sql`coalesce(campaigns.name, campaign_id)`)},
           ${textCell(sql`agent_id`)}, ${textCell(sql`coalesce(agents.name, agent_id)`)}, ${textCell(sql`parameter`)},
           evaluations, round(quotient(score, evaluations), 1), round(quotient(max_score, evaluations), 1),
           rate(passed, evaluations)
    FROM (${agentParameterLines(scope, 'campaign and agent')}) AS scored
    JOIN (${parameterPlaces(scope)}) AS places USING (parameter)
    LEFT JOIN campaigns ON campaigns.id = campaign_id
    LEFT JOIN agents ON agents.id = agent_id
    ORDER BY campaign_id, agent_id, place, parameter`,
});
