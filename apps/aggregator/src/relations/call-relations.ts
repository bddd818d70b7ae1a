import type { Scope } from '../scope/scope.ts';
import type { Grain } from '../scope/tiles.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOfLanguage, isOfZone, matches } from './conditions.ts';
import { onDays, type Span, sumsElsewhere, type When } from './edges.ts';
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

const callsOn = (scope: Scope, when: When): Fragment => sql`
  calls WHERE ${when(sql`started_at`)} AND ${matches(scope, rowFilterColumns)}`;

/** The zone of the rollups that {@link callDays} reads; undefined: it reads records. */
export const callDaysZone = (scope: Scope): number | undefined =>
  scope.filter('agent_id') ? undefined : scope.rollups.calls;

/** Whether {@link callDays} reads records, all or many: then a report has it read them once. */
export const readsCalls = (scope: Scope): boolean =>
  callDaysZone(scope) === undefined || scope.elsewhere !== undefined;

const dispositionOfRow = sql`coalesce(disposition, 'unknown') COLLATE "C" AS disposition`;
const daySums = [
  sql`calls`,
  sql`connected`,
  sql`duration_seconds`,
  sql`positive`,
  sql`neutral`,
  sql`negative`,
] as const;
const dayRowSums = sql`
  ${rowSums},
  count(*) FILTER (WHERE sentiment = 'positive') AS positive,
  count(*) FILTER (WHERE sentiment = 'neutral') AS neutral,
  count(*) FILTER (WHERE sentiment = 'negative') AS negative`;

/**
 * Calls by day, campaign and disposition: day, campaign_id, disposition, calls, connected, duration_seconds (of connected
 * calls), positive, neutral, negative. From the rollups; where there are none, or for some agents alone, from the rows. From rollups of another
 * zone's days, a day may stand for its week or the period, as `span` says that the report needs it.
 */
export const callDays = (scope: Scope, span: Span): Fragment => {
  const zone = callDaysZone(scope);
  if (zone === undefined) {
    return sql`
      SELECT ${dayOf(scope, sql`started_at`)} AS day, campaign_id, ${dispositionOfRow}, ${dayRowSums}
      FROM ${callsOn(scope, onDays(scope, scope.period))}
      GROUP BY 1, 2, 3`;
  }
  const rollups = (isOnDay: Fragment) => sql`
    SELECT day, campaign_id, disposition, ${join(daySums, ', ')}
    FROM call_rollups
    WHERE ${isOfZone(zone)} AND ${isOnDay} AND calls > 0 AND ${isOfLanguage(scope)}
      AND ${matches(scope, { campaign_id: sql`campaign_id`, disposition: sql`disposition` })}`;
  if (!scope.elsewhere) return rollups(isIn(sql`day`, scope.period));
  return sumsElsewhere(scope, {
    span,
    keys: [sql`campaign_id`, sql`disposition`],
    sums: daySums,
    rollups,
    rows: (when) => sql`
      SELECT campaign_id, ${dispositionOfRow}, ${dayRowSums} FROM ${callsOn(scope, when)} GROUP BY 1, 2`,
  });
};

/** How many calls connected, of those that campaign, agent and language let through: connected. What the share of calls evaluated or checked is of. */
export const connectedCalls = (scope: Scope): Fragment => sql`
  SELECT coalesce(sum(connected), 0) AS connected
  FROM (${scope.filter('agent_id') ? agentCalls(scope) : callDays(scope, 'period')}) AS calls`;

/**
 * Calls by agent: agent_id, calls, connected, duration_seconds. All languages from months and days, some from months by language; the rest is
 * records.
 */
export const agentCalls = (scope: Scope): Fragment => {
  const isByLanguage = scope.filter('language') !== undefined;
  const table = isByLanguage ? sql`fine_agent_call_rollups` : sql`agent_call_rollups`;
  const isOf = (grain: Grain) => (isByLanguage ? isOfLanguage(scope) : sql`grain = ${grain}`);
  return sql`
  SELECT agent_id, sum(calls) AS calls, sum(connected) AS connected, sum(duration_seconds) AS duration_seconds
  FROM (${tiled(scope, {
    zone: isByLanguage ? scope.rollups.agent_calls : scope.rollups.calls,
    grains: isByLanguage ? ['month'] : ['month', 'day'],
    rollups: ({ zone, grain, range, signed }) => sql`
      SELECT agent_id, ${signed(sql`calls`)} AS calls, ${signed(sql`connected`)} AS connected,
             ${signed(sql`duration_seconds`)} AS duration_seconds
      FROM ${table}
      WHERE ${isOfZone(zone)} AND ${isOf(grain)} AND ${isIn(sql`starts_on`, range)}
        AND ${matches(scope, { campaign_id: sql`campaign_id`, agent_id: sql`agent_id` })}`,
    rows: (when, signed) => sql`
      SELECT agent_id, ${signed(sql`calls`)} AS calls, ${signed(sql`connected`)} AS connected,
             ${signed(sql`duration_seconds`)} AS duration_seconds
      FROM (SELECT agent_id, ${rowSums} FROM ${callsOn(scope, when)} GROUP BY agent_id) AS counted`,
  })}) AS tiles
  GROUP BY agent_id
  HAVING sum(calls) > 0`;
};
