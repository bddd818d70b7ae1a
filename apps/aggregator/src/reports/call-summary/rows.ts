import type { Scope } from '../../scope/scope.ts';
import { callDays, readsCalls } from '../../relations/call-relations.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { callFigures } from '../call-figures.ts';
import { columnsOf, textCell } from '../columns.ts';
import { hiddenCell, listSeparator, type RowsQuery } from '../report-queries.ts';
import { dataOfRollups } from './data.ts';

/**
 * A row for each date × campaign that has calls, by both; then the calls of each disposition that has a column. The
 * counts leave the database as one list, since a query has 1,664 columns at most and dispositions are free text.
 *
 * Where the workspace has labels of dispositions those have the columns, whatever was found, and calls without one; the rest is counted in
 * the last column, which is NULL in the list of names. Else each that was found has one.
 *
 * The names of the dispositions come in a row ahead of the others, and the data where it is made from the records: they are read once.
 */
export const rows = (scope: Scope): RowsQuery => ({
  header: (dispositions) => [
    ...columnsOf('call_summary'),
    ...dispositions.map((name) => (name === null ? 'other_dispositions' : `disposition_${name}`)),
  ],
  endsInList: true,
  query: sql`
    WITH rollups AS MATERIALIZED (${callCounts(scope)}),
    labelled AS (
      SELECT array_agg(code ORDER BY code COLLATE "C") AS list
      FROM (
        SELECT jsonb_object_keys(labels -> 'dispositions') AS code FROM workspaces
        WHERE id = current_workspace() AND jsonb_typeof(labels -> 'dispositions') = 'object'
      ) AS codes
    ),
    names AS MATERIALIZED (
      SELECT CASE WHEN list IS NOT NULL THEN array_remove(list, 'unknown') || ARRAY['unknown', NULL]
                  ELSE (SELECT coalesce(array_agg(disposition ORDER BY disposition), '{}')
                        FROM (SELECT DISTINCT disposition FROM rollups) AS found) END AS list
      FROM labelled
    ),
    figures AS (
      SELECT day, campaign_id, ${callFigures}, jsonb_object_agg(disposition, calls) AS calls_by_disposition
      FROM rollups
      GROUP BY day, campaign_id
      UNION ALL
      SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL
    )
    SELECT coalesce(day::text, ${hiddenCell(sql`to_json(names.list)`)}),
           ${secondCell(scope)},
           ${textCell(sql`coalesce(name, campaign_id)`)}, total_calls, connected_calls, connection_rate, avg_duration_seconds,
           (SELECT string_agg(
                     coalesce(CASE WHEN disposition IS NOT NULL THEN calls_by_disposition ->> disposition
                                   ELSE (SELECT sum(calls::bigint)::text FROM jsonb_each_text(calls_by_disposition) AS counted (code, calls)
                                         WHERE code <> ALL (array_remove(names.list, NULL))) END, '0'),
                     ${listSeparator} ORDER BY place)
            FROM unnest(names.list) WITH ORDINALITY AS named (disposition, place))
    FROM figures
    CROSS JOIN names
    LEFT JOIN campaigns ON campaigns.id = campaign_id
    ORDER BY day NULLS FIRST, campaign_id`,
});

/** Once for each day, campaign and disposition: rollups are by language, and are summed where a report asks for several. */
const callCounts = (scope: Scope): Fragment => {
  const columns = sql`day, campaign_id, disposition`;
  return (scope.filter('language')?.length ?? 0) > 1
    ? sql`
      SELECT ${columns}, sum(calls)::bigint AS calls, sum(connected)::bigint AS connected,
             sum(duration_seconds)::bigint AS duration_seconds
      FROM (${callDays(scope, 'day')}) AS days
      GROUP BY ${columns}`
    : sql`SELECT ${columns}, calls, connected, duration_seconds FROM (${callDays(scope, 'day')}) AS days`;
};

const secondCell = (scope: Scope): Fragment => {
  const campaign = textCell(sql`campaign_id`);
  return readsCalls(scope)
    ? sql`CASE WHEN day IS NULL THEN ${hiddenCell(sql`(${dataOfRollups(scope)})`)} ELSE ${campaign} END`
    : campaign;
};
