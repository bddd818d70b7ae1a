import type { Scope } from '../../scope/scope.ts';
import { callDays } from '../../relations/call-relations.ts';
import { sql } from '../../sql/fragment.ts';
import { callFigures } from '../call-figures.ts';
import { columnsOf, textCell } from '../columns.ts';
import { listSeparator, type ReadQuery, type RowsQuery } from '../report-queries.ts';

/**
 * A row for each date × campaign that has calls, by both; then the calls of each disposition of the report, by name. The
 * counts leave the database as one list, since a query has 1,664 columns at most and dispositions are free text.
 */
export const rows = async (scope: Scope, read: ReadQuery): Promise<RowsQuery> => {
  const found = await read<{ disposition: string }>(sql`
    SELECT DISTINCT disposition FROM (${callDays(scope)}) AS cells ORDER BY 1`);
  const dispositions = found.map(({ disposition }) => disposition);
  return {
    header: [...columnsOf('call_summary'), ...dispositions.map((name) => `disposition_${name}`)],
    endsInList: true,
    query: sql`
      WITH cells AS MATERIALIZED (${callDays(scope)}),
      groups AS (SELECT day, campaign_id, ${callFigures} FROM cells GROUP BY 1, 2),
      counts AS (SELECT day, campaign_id, disposition, sum(calls) AS calls FROM cells GROUP BY 1, 2, 3),
      lists AS (
        SELECT day, campaign_id, string_agg(coalesce(calls, 0)::text, ${listSeparator} ORDER BY place) AS list
        FROM groups
        CROSS JOIN unnest(${dispositions}) WITH ORDINALITY AS places (disposition, place)
        LEFT JOIN counts USING (day, campaign_id, disposition)
        GROUP BY 1, 2
      )
      SELECT day, ${textCell(sql`campaign_id`)}, ${textCell(sql`coalesce(name, campaign_id)`)}, total_calls,
             connected_calls, connection_rate, avg_duration_seconds, list
      FROM groups
      JOIN lists USING (day, campaign_id)
      LEFT JOIN campaigns ON campaigns.id = campaign_id
      ORDER BY day, campaign_id`,
  };
};
