import type { DateRange } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOfLanguage, isOfZone, isOnDays, matches } from './conditions.ts';
import { tiled } from './tiled.ts';

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

/** The zone of the rollups that {@link callDays} reads; undefined: it reads records. */
export const callDaysZone = (scope: Scope): number | undefined =>
  scope.filter('agent_id') ? undefined : scope.rollups.calls;

/**
 * Calls by day, campaign and disposition: day, campaign_id, disposition, calls, connected, duration_seconds (of connected
 * calls), positive, neutral, negative. From the rollups; where there are none by days of the zone, or for some agents alone, from the rows.
 */
export const callDays = (scope: Scope): Fragment => {
  const zone = callDaysZone(scope);
  if (zone !== undefined) {
    return sql`
      SELECT day, campaign_id, disposition, calls, connected, duration_seconds, positive, neutral, negative
      FROM call_rollups
      WHERE ${isOfZone(zone)} AND ${isIn(sql`day`, scope.period)} AND calls > 0 AND ${isOfLanguage(scope)}
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

/** How many calls connected, of those that campaign, agent and language let through: connected. What the share of calls evaluated or checked is of. */
export const connectedCalls = (scope: Scope): Fragment => sql`
  SELECT coalesce(sum(connected), 0) AS connected FROM (${callDays(scope)}) AS calls`;

/** Calls by agent: agent_id, calls, connected, duration_seconds. */
export const agentCalls = (scope: Scope): Fragment => sql`
  SELECT agent_id, sum(calls) AS calls, sum(connected) AS connected, sum(duration_seconds) AS duration_seconds
  FROM (${tiled(scope, {
    zone: scope.filter('agent_id') || scope.filter('language') ? undefined : scope.rollups.calls,
    grains: ['month', 'day'],
    rollups: ({ zone, grain, range, signed }) => sql`
      SELECT agent_id, ${signed(sql`calls`)} AS calls, ${signed(sql`connected`)} AS connected,
             ${signed(sql`duration_seconds`)} AS duration_seconds
      FROM agent_call_rollups
      WHERE ${isOfZone(zone)} AND grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND ${matches(scope, { campaign_id: sql`campaign_id` })}`,
    // Only where the rollups do not answer: the tile is the period, and added.
    rows: (range) => sql`SELECT agent_id, ${rowSums} FROM ${callsOn(scope, range)} GROUP BY agent_id`,
  })}) AS tiles
  GROUP BY agent_id
  HAVING sum(calls) > 0`;
