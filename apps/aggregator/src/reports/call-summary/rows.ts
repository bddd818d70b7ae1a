import type { Scope } from '../../scope/scope.ts';
import { callDays } from '../../relations/call-relations.ts';
import { join, sql } from '../../sql/fragment.ts';
import { callFigures } from '../call-figures.ts';
import { columnsOf, textCell } from '../columns.ts';
import { listSeparator, type ReadQuery, type RowsQuery } from '../report-queries.ts';

/**
 * A row for each date × campaign that has calls, by both; then the calls of each disposition of the report, by name. The
 * counts leave the database as one list, since a query has 1,664 columns at most and dispositions are free text.
 */
export const rows = async (scope: Scope, read: ReadQuery): Promise<RowsQuery> => {
  const found = await read<{ disposition: string }>(sql`
    SELECT DISTINCT disposition FROM (${callDays(scope)}) AS rollups ORDER BY 1`);
  const dispositions = found.map(({ disposition }) => disposition);
  const counts = dispositions.map(
    (name) => sql`coalesce(sum(calls) FILTER (WHERE disposition = ${name}), 0)`,
  );
  return {
    header: [...columnsOf('call_summary'), ...dispositions.map((name) => `disposition_${name}`)],
    endsInList: true,
    query: sql`
      SELECT day, ${textCell(sql`campaign_id`)}, ${textCell(sql`coalesce(name, campaign_id)`)}, total_calls,
             connected_calls, connection_rate, avg_duration_seconds, dispositions
      FROM (
        SELECT day, campaign_id, ${callFigures},
               array_to_string(ARRAY[${join(counts, ', ')}]::bigint[], ${listSeparator}) AS dispositions
        FROM (${callDays(scope)}) AS rollups
        GROUP BY day, campaign_id
      ) AS figures
      LEFT JOIN campaigns ON campaigns.id = campaign_id
      ORDER BY day, campaign_id`,
  };
};
