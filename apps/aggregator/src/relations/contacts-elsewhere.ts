import { addDays, daysOf } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { isIn, isOfZone, matches } from './conditions.ts';
import { anyOf, edgesOfSpans, onDays, rollupPeriod, type Span, spanInSql, spanOfInstant } from './edges.ts';

/** The sums of a chain of docs/adr/0014. */
export const chainSums = sql`
  sum(CASE WHEN gap = 0 THEN attempted ELSE -attempted END) AS attempted,
  sum(CASE WHEN gap = 0 THEN reached ELSE -reached END) AS reached`;

interface Asked {
  zone: number;
  span: Exclude<Span, 'day'>;
  /** Also of all campaigns together, in rows whose campaign_id is ''. */
  isTogether: boolean;
}

/**
 * Distinct contacts of each span by campaign, from the chains of another zone's days: campaign_id, day (the span's first in the period), attempted,
 * reached. They differ from those of the report's days by contacts alone that were called where days differ; of these few all calls are read, and
 * each is taken away where the rollups have it, and added where the report's days do.
 */
export const contactsElsewhere = (scope: Scope, { zone, span, isTogether }: Asked): Fragment => {
  const { period } = scope;
  const shift = scope.elsewhere?.shift ?? 0;
  const isOfCampaign = matches(scope, { campaign_id: sql`campaign_id` });
  // All of one campaign is that campaign.
  const isOne = scope.filter('campaign_id') !== undefined;
  const isSummedTogether = isTogether && !isOne;
  const first = spanInSql(scope, span, sql`day - ${shift}`);
  const chains = sql`
    SELECT campaign_id, ${first} AS day, ${chainSums}
    FROM contact_rollups
    WHERE ${isOfZone(zone)} AND gap BETWEEN 0 AND ${span === 'week' ? 6 : daysOf(period) - 1} AND ${isIn(sql`day`, rollupPeriod(scope))}
      AND gap <= day - ${shift} - ${first} AND ${isOfCampaign} ${isSummedTogether ? sql`` : sql`AND campaign_id <> ''`}
    GROUP BY 1, 2`;
  const edges = edgesOfSpans(scope, span);
  if (edges.length === 0) return withOne(chains, isTogether && isOne);
  // What lies around the period by either zone's days.
  const wider = { from: addDays(period.from, -2), to: addDays(period.to, 2) };
  const dated = sql`
    SELECT campaign_id, contact_id, connected, ${spanOfInstant(scope, span, sql`started_at`, 'own')} AS own,
           ${spanOfInstant(scope, span, sql`started_at`, 'theirs')} AS theirs
    FROM calls
    WHERE ${onDays({ timezone: 'UTC', sessionTimezone: scope.sessionTimezone }, wider)(sql`started_at`)} AND ${isOfCampaign}
      AND contact_id IN (SELECT contact_id FROM calls WHERE ${anyOf(edges)(sql`started_at`)} AND ${isOfCampaign})`;
  const placed = sql`
    SELECT campaign_id, contact_id, day, bool_or(is_own) AS own, bool_or(is_own AND connected) AS own_reached,
           bool_or(is_theirs) AS theirs, bool_or(is_theirs AND connected) AS theirs_reached
    FROM (
      SELECT campaign_id, contact_id, connected, own AS day, true AS is_own, own IS NOT DISTINCT FROM theirs AS is_theirs
      FROM dated WHERE own IS NOT NULL
      UNION ALL
      SELECT campaign_id, contact_id, connected, theirs, false, true
      FROM dated WHERE theirs IS NOT NULL AND own IS DISTINCT FROM theirs
    ) AS placed
    GROUP BY 1, 2, 3`;
  const moved = sql`
    sum(own::integer - theirs::integer) AS attempted, sum(own_reached::integer - theirs_reached::integer) AS reached`;
  const together = sql`
    SELECT '', day, ${moved}
    FROM (
      SELECT day, bool_or(own) AS own, bool_or(own_reached) AS own_reached, bool_or(theirs) AS theirs, bool_or(theirs_reached) AS theirs_reached
      FROM moved
      GROUP BY contact_id, day
    ) AS contacts
    GROUP BY 2`;
  const parts = [
    chains,
    sql`SELECT campaign_id, day, ${moved} FROM moved GROUP BY 1, 2`,
    ...(isSummedTogether ? [together] : []),
  ];
  const summed = sql`
    SELECT campaign_id, day, sum(attempted) AS attempted, sum(reached) AS reached
    FROM (${join(parts, ' UNION ALL ')}) AS parts
    GROUP BY 1, 2`;
  return sql`
    WITH dated AS MATERIALIZED (${dated}), moved AS MATERIALIZED (${placed})
    SELECT * FROM (${withOne(summed, isTogether && isOne)}) AS contacts`;
};

const withOne = (contacts: Fragment, isOne: boolean): Fragment =>
  isOne
    ? sql`WITH one AS (${contacts}) SELECT * FROM one UNION ALL SELECT '', day, attempted, reached FROM one`
    : contacts;
