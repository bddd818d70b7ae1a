import type { Scope } from '../../scope/scope.ts';
import { callDays } from '../../relations/call-relations.ts';
import { weekDays, weekOf } from '../../relations/conditions.ts';
import { campaignContacts } from '../../relations/contact-relations.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { callFigurePairs, callFigures } from '../call-figures.ts';
import { dispositionShares } from '../disposition-shares.ts';
import { sentimentShares } from './sentiment-shares.ts';

/**
 * For each campaign, most calls first, and for all together (campaign_id '' below): distinct contacts attempted and reached
 * (with any connected call), reach_rate = reached ÷ attempted, the four figures of calls, dispositions, shares of
 * sentiments among the calls that have one, and these by ISO week.
 */
export const data = (scope: Scope): Fragment => sql`
  WITH rollups AS MATERIALIZED (${callDays(scope, 'week')}),
  contacts AS MATERIALIZED (${campaignContacts(scope)}),
  dispositions AS MATERIALIZED (${dispositionShares(sql`rollups`)}),
  weeks AS (
    SELECT campaign_id, json_agg(json_build_object(
             'week', week, ${weekDays(scope.period)}, 'calls', calls, 'calls_with_sentiment', calls_with_sentiment,
             'positive', positive, 'neutral', neutral, 'negative', negative
           ) ORDER BY week) AS list
    FROM (
      SELECT coalesce(campaign_id, '') AS campaign_id, week_start, ${weekOf(sql`week_start`)} AS week, sum(calls) AS calls,
             ${sentimentShares}
      FROM (SELECT *, date_trunc('week', day::timestamp)::date AS week_start FROM rollups) AS days
      GROUP BY GROUPING SETS ((campaign_id, week_start), (week_start))
    ) AS trend
    GROUP BY campaign_id
  ),
  figures AS MATERIALIZED (
    SELECT sums.*, attempted, reached, dispositions.list AS dispositions, weeks.list AS sentiment_trend
    FROM (
      SELECT coalesce(campaign_id, '') AS campaign_id, ${callFigures}, ${sentimentShares}
      FROM rollups
      GROUP BY GROUPING SETS ((campaign_id), ())
    ) AS sums
    LEFT JOIN contacts USING (campaign_id)
    LEFT JOIN dispositions USING (campaign_id)
    LEFT JOIN weeks USING (campaign_id)
  )
  SELECT json_build_object(
    'totals', (SELECT json_build_object(${figurePairs}) FROM figures WHERE campaign_id = ''),
    'campaigns', coalesce((
      SELECT json_agg(json_build_object('campaign_id', campaign_id, 'campaign_name', coalesce(name, campaign_id),
                                        ${figurePairs})
                      ORDER BY total_calls DESC, campaign_id)
      FROM figures
      LEFT JOIN campaigns ON campaigns.id = campaign_id
      WHERE campaign_id <> ''
    ), '[]')
  ) AS data`;

const figurePairs = sql`
  'contacts_attempted', coalesce(attempted, 0),
  'contacts_reached', coalesce(reached, 0),
  'reach_rate', rate(reached, attempted),
  ${callFigurePairs},
  'dispositions', coalesce(dispositions, '[]'),
  'sentiment', json_build_object('positive', positive, 'neutral', neutral, 'negative', negative, 'calls', calls_with_sentiment),
  'sentiment_trend', coalesce(sentiment_trend, '[]')`;
