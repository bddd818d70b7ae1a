import type { DateRange } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { tilePeriod } from '../scope/tiles.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOfLanguage, isOnDays, matches, signedBy } from './conditions.ts';

const rowFilterColumns = {
  campaign_id: sql`campaign_id`,
  agent_id: sql`agent_id`,
  language: sql`language`,
  disposition: sql`coalesce(disposition, 'unknown')`,
} as const;

/** The sums of calls, as a query over rows has them. */
const rowSums = sql`
  count(*) AS calls,
  count(*) FILTER (WHERE connected) AS connected,
  coalesce(sum(duration_seconds) FILTER (WHERE connected), 0) AS duration_seconds`;

const callsOn = (scope: Scope, range: DateRange): Fragment => sql`
  calls WHERE ${isOnDays(scope, sql`started_at`, range)} AND ${matches(scope, rowFilterColumns)}`;

/**
 * Calls by day, campaign and disposition: day, campaign_id, disposition, calls, connected, duration_seconds (of connected
 * calls), positive, neutral, negative. From the cells; for another zone than UTC, or some agents alone, from the rows.
 */
export const callDays = (scope: Scope): Fragment => {
  if (scope.isUtc && !scope.filter('agent_id')) {
    return sql`
      SELECT day, campaign_id, disposition, calls, connected, duration_seconds, positive, neutral, negative
      FROM call_cells
      WHERE ${isIn(sql`day`, scope.period)} AND calls > 0 AND ${isOfLanguage(scope)}
        AND ${matches(scope, { campaign_id: sql`campaign_id`, disposition: sql`disposition` })}`;
  }
  return sql`
    SELECT ${dayOf(scope, sql`started_at`)} AS day, campaign_id,
           coalesce(disposition, 'unknown') COLLATE "C" AS disposition, ${rowSums},
           count(*) FILTER (WHERE sentiment = 'positive') AS positive,
           count(*) FILTER (WHERE sentiment = 'neutral') AS neutral,
           count(*) FILTER (WHERE sentiment = 'negative') AS negative
    FROM ${callsOn(scope, scope.period)}
    GROUP BY 1, 2, 3`;
};

/** Calls by agent: agent_id, calls, connected, duration_seconds. */
export const agentCalls = (scope: Scope): Fragment => {
  if (!scope.isUtc || scope.filter('agent_id') || scope.filter('language')) {
    return sql`SELECT agent_id, ${rowSums} FROM ${callsOn(scope, scope.period)} GROUP BY 1`;
  }
  const tiles = tilePeriod(scope.period, ['month']).map(
    ({ grain, sign, ...range }) => sql`
      SELECT agent_id, ${signedBy(sign)(sql`calls`)} AS calls, ${signedBy(sign)(sql`connected`)} AS connected,
             ${signedBy(sign)(sql`duration_seconds`)} AS duration_seconds
      FROM agent_call_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND ${matches(scope, { campaign_id: sql`campaign_id` })}`,
  );
  return sql`
    SELECT agent_id, sum(calls) AS calls, sum(connected) AS connected, sum(duration_seconds) AS duration_seconds
    FROM (${join(tiles, ' UNION ALL ')}) AS tiles
    GROUP BY agent_id
    HAVING sum(calls) > 0`;
};
