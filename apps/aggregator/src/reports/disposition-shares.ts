import { type Fragment, sql } from '../sql/fragment.ts';

/**
 * The dispositions of each campaign and, in the row whose campaign_id is '', of all: campaign_id, list (JSON, most calls
 * first, share = its calls ÷ all calls). `rollups` is a relation with campaign_id, disposition and calls.
 */
export const dispositionShares = (rollups: Fragment): Fragment => sql`
  SELECT campaign_id,
         json_agg(json_build_object('disposition', disposition, 'calls', calls, 'share', share)
                  ORDER BY calls DESC, disposition) AS list
  FROM (
    SELECT campaign_id, disposition, calls,
           rate(calls, sum(calls) OVER (PARTITION BY campaign_id)) AS share
    FROM (
      SELECT coalesce(campaign_id, '') AS campaign_id, disposition, sum(calls) AS calls
      FROM ${rollups}
      GROUP BY GROUPING SETS ((campaign_id, disposition), (disposition))
    ) AS counted
  ) AS shares
  GROUP BY campaign_id`;
