import { callDays, readsCalls } from '../../relations/call-relations.ts';
import type { Scope } from '../../scope/scope.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { callFigurePairs, callFigures } from '../call-figures.ts';
import { dispositionShares } from '../disposition-shares.ts';

/**
 * The four figures of all calls, of each campaign (most calls first) and of each day of the period; the dispositions, most
 * calls first, each with its share of the calls. `rollups` is a relation of the query that this one stands in.
 */
export const dataOfRollups = (scope: Scope): Fragment => sql`
  WITH dispositions AS MATERIALIZED (${dispositionShares(sql`rollups`)}),
  by_campaign AS (
    SELECT json_agg(json_build_object('campaign_id', campaign_id, 'campaign_name', coalesce(name, campaign_id),
                                      ${callFigurePairs}, 'dispositions', dispositions.list)
                    ORDER BY total_calls DESC, campaign_id) AS list
    FROM (SELECT campaign_id, ${callFigures} FROM rollups GROUP BY campaign_id) AS figures
    JOIN dispositions USING (campaign_id)
    LEFT JOIN campaigns ON campaigns.id = campaign_id
  ),
  by_date AS (
    SELECT json_agg(json_build_object('date', to_char(date, 'YYYY-MM-DD'), ${callFigurePairs}) ORDER BY date) AS list
    FROM (
      SELECT date, ${callFigures}
      FROM generate_series(${scope.period.from}::timestamp, ${scope.period.to}::timestamp, '1 day') AS date
      LEFT JOIN rollups ON rollups.day = date::date
      GROUP BY date
    ) AS figures
  )
  SELECT json_build_object(
    ${callFigurePairs},
    'dispositions', coalesce((SELECT list FROM dispositions WHERE campaign_id = ''), '[]'),
    'by_campaign', coalesce((SELECT list FROM by_campaign), '[]'),
    'by_date', (SELECT list FROM by_date)
  ) AS data
  FROM (SELECT ${callFigures} FROM rollups) AS totals`;

/** A query of its own where it reads rollups, beside that of the rows; none where it would read records once more. */
export const data = (scope: Scope): Fragment | undefined =>
  readsCalls(scope)
    ? undefined
    : sql`WITH rollups AS MATERIALIZED (${callDays(scope, 'day')}) SELECT data FROM (${dataOfRollups(scope)}) AS report`;
