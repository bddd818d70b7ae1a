import type { Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOfLanguage, isOfZone, longLanguages, matches } from './conditions.ts';
import { type Edge, edgesOf, onDays, rollupPeriod, type Span, sumsElsewhere, type When } from './edges.ts';
import {
  agentReading,
  campaign,
  evaluationsOf,
  evaluationsOfPeriod,
  evaluationsOn,
  rollupsOf,
  unlessByRows,
} from './evaluations.ts';
import { isOneUnit, type Signed, tiled, unitLessDays } from './tiled.ts';

/**
 * Evaluations by day and campaign, each pair perhaps in parts: day, campaign_id, evaluations, passed, score (sums). From rollups of another zone's
 * days, a day may stand for its week or the period, as `span` says that the report needs it.
 */
export const scoreDays = (scope: Scope, span: Span): Fragment => {
  const zone = rollupsOf(scope);
  const rollups = (zoneId: number, isOnDay: Fragment) => sql`
    SELECT day, campaign_id, evaluations, passed, score
    FROM qa_rollups
    WHERE ${isOfZone(zoneId)} AND ${isOnDay} AND evaluations > 0 AND ${isOfLanguage(scope)} AND ${matches(scope, campaign)}`;
  if (zone !== undefined && !scope.elsewhere) return rollups(zone, isIn(sql`day`, scope.period));
  if (zone !== undefined) {
    return sumsElsewhere(scope, {
      span,
      keys: [sql`campaign_id`],
      sums: [sql`evaluations`, sql`passed`, sql`score`],
      rollups: (isOnDay) => rollups(zone, isOnDay),
      rows: (when) => sql`
        SELECT campaign_id, count(*) AS evaluations, count(*) FILTER (WHERE passed) AS passed, sum(score) AS score
        FROM ${evaluationsOf(scope)}
        WHERE ${evaluationsOn(scope, when)}
        GROUP BY 1`,
    });
  }
  return sql`
    SELECT ${dayOf(scope, sql`evaluated_at`)} AS day, campaign_id, 1 AS evaluations, passed::integer AS passed, score
    FROM ${evaluationsOf(scope)}
    WHERE ${evaluationsOfPeriod(scope)}`;
};

/** Evaluations by agent: agent_id, evaluations, passed, score (their sums). */
export const agentScores = (scope: Scope): Fragment => sql`
  SELECT agent_id, sum(evaluations) AS evaluations, sum(passed) AS passed, sum(score) AS score
  FROM (${tiled(
    scope,
    agentReading(
      scope,
      { coarse: sql`agent_qa_rollups`, fine: sql`fine_agent_qa_rollups` },
      {
        sums: (signed) => sql`
          agent_id, ${signed(sql`evaluations`)} AS evaluations, ${signed(sql`passed`)} AS passed, ${signed(sql`score`)} AS score`,
        where: matches(scope, campaign),
        rows: (when, signed) => sql`
          SELECT agent_id, ${signed(sql`count(*)`)} AS evaluations, ${signed(sql`count(*) FILTER (WHERE passed)`)} AS passed,
                 ${signed(sql`sum(score)`)} AS score
          FROM ${evaluationsOf(scope)}
          WHERE ${evaluationsOn(scope, when)}
          GROUP BY agent_id`,
      },
    ),
  )}) AS tiles
  GROUP BY agent_id
  HAVING sum(evaluations) > 0`;

/** Evaluations by tens of their score, 100 with the nineties: bucket (0 to 9), evaluations. */
export const scoreBuckets = (scope: Scope): Fragment => {
  const zone = unlessByRows(scope, scope.rollups.evaluation_scores);
  const rows = (when: When, sign: Edge['sign']) => sql`
    SELECT least(floor(score / 10), 9)::integer AS bucket, ${sign} * count(*) AS evaluations
    FROM ${evaluationsOf(scope)}
    WHERE ${evaluationsOn(scope, when)}
    GROUP BY 1`;
  if (zone === undefined) return rows(onDays(scope, scope.period), 1);
  const parts = [
    sql`
    SELECT bucket::integer, evaluations
    FROM score_rollups
    WHERE ${isOfZone(zone)} AND ${isIn(sql`day`, rollupPeriod(scope))} AND ${isOfLanguage(scope)} AND ${matches(scope, campaign)}`,
    ...edgesOf(scope).map(({ sign, when }) => rows(when, sign)),
  ];
  return sql`SELECT bucket, sum(evaluations) AS evaluations FROM (${join(parts, ' UNION ALL ')}) AS parts GROUP BY 1`;
};

/**
 * What evaluations of the period say beside their score, for those who send it: auto_failed and disputed (how many), null where none says
 * either way. Those that say nothing are in no index, so that they cost nothing.
 */
export const evaluationMarks = (scope: Scope): Fragment => {
  const marked = (mark: Fragment) => sql`
    CASE WHEN EXISTS (SELECT FROM ${evaluationsOf(scope)} WHERE ${mark} IS NOT NULL AND ${evaluationsOfPeriod(scope)})
         THEN (SELECT count(*) FROM ${evaluationsOf(scope)} WHERE ${mark} AND ${evaluationsOfPeriod(scope)}) END`;
  return sql`SELECT ${marked(sql`auto_failed`)} AS auto_failed, ${marked(sql`disputed`)} AS disputed`;
};

/** The variance of the scores of single evaluations: of the period's first 5,000, in time, which is enough to tell it. */
export const scoreVariance = (scope: Scope): Fragment => sql`
  SELECT var_samp(score) AS variance
  FROM (
    SELECT score FROM ${evaluationsOf(scope)} WHERE ${evaluationsOfPeriod(scope)} ORDER BY evaluated_at, id LIMIT 5000
  ) AS sampled`;

/** Counts stay integers, of which rates are made sooner. */
const lineSums = sql`
  sum(evaluations)::bigint AS evaluations, sum(passed)::bigint AS passed, sum(score) AS score, sum(max_score) AS max_score`;

const rollupSums = (signed: Signed): Fragment => sql`
  ${signed(sql`evaluations`)} AS evaluations, ${signed(sql`passed`)} AS passed, ${signed(sql`score`)} AS score,
  ${signed(sql`max_score`)} AS max_score`;

/** The lines of the forms of some instants, summed by the keys. */
const linesOn = (scope: Scope, when: When, keys: Fragment, signed: Signed): Fragment => sql`
  SELECT ${keys}, ${signed(sql`count(*)`)} AS evaluations, ${signed(sql`count(*) FILTER (WHERE line.passed)`)} AS passed,
         ${signed(sql`sum(line.score)`)} AS score, ${signed(sql`sum(line.max_score)`)} AS max_score
  FROM ${evaluationsOf(scope)}
  CROSS JOIN LATERAL unnest(parameters, parameter_scores, parameter_max_scores, parameter_passed)
    WITH ORDINALITY AS line (parameter, score, max_score, passed, position)
  WHERE ${evaluationsOn(scope, when)} AND ${matches(scope, { parameter: sql`line.parameter` })}
  GROUP BY ${keys}`;

/**
 * The lines of the forms by parameter and position (its place in a form): parameter, position, evaluations, passed,
 * score, max_score (their sums).
 */
export const parameterLines = (scope: Scope): Fragment => sql`
  SELECT parameter, position, ${lineSums}
  FROM (${tiled(scope, {
    zone: rollupsOf(scope),
    grains: ['month', 'day'],
    rollups: ({ zone, grain, range, signed }) => sql`
      SELECT parameter, position, ${rollupSums(signed)}
      FROM parameter_rollups
      WHERE ${isOfZone(zone)} AND grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND ${isOfLanguage(scope)}
        AND ${matches(scope, { ...campaign, parameter: sql`parameter` })}`,
    rows: (when, signed) => linesOn(scope, when, sql`parameter, position`, signed),
  })}) AS tiles
  GROUP BY parameter, position
  HAVING sum(evaluations) > 0`;

const keyColumns = {
  agent: sql`agent_id, parameter`,
  'campaign and agent': sql`campaign_id, agent_id, parameter`,
} as const;

/** The same by agent and parameter, or by campaign as well: the keys, evaluations, passed, score, max_score. */
export const agentParameterLines = (scope: Scope, keys: 'agent' | 'campaign and agent'): Fragment => {
  const reading = agentReading(
    scope,
    { coarse: sql`agent_parameter_rollups`, fine: sql`fine_agent_parameter_rollups` },
    {
      sums: (signed) => sql`${keyColumns[keys]}, ${rollupSums(signed)}`,
      where: matches(scope, { ...campaign, parameter: sql`parameter` }),
      rows: (when, signed) => linesOn(scope, when, keyColumns[keys], signed),
    },
  );
  const lines = tiled(scope, reading);
  const isOneLanguage = (scope.filter('language')?.length ?? 1) === 1 && longLanguages(scope).length === 0;
  // These are the keys of a unit's rollups. Grouping them would cost as much as all the rest.
  if (keys === 'campaign and agent' && isOneLanguage && isOneUnit(scope, reading)) {
    return sql`SELECT * FROM (${lines}) AS rollups WHERE evaluations > 0`;
  }
  const parts = keys === 'campaign and agent' && isOneLanguage ? unitLessDays(scope, reading) : undefined;
  if (parts) return linesLessDays(parts);
  return sql`
    SELECT ${keyColumns[keys]}, ${lineSums}
    FROM (${lines}) AS tiles
    GROUP BY ${keyColumns[keys]}
    HAVING sum(evaluations) > 0`;
};

/** The same where days are taken away from one unit: joining a few to it takes three quarters of what summing all of them takes. */
const linesLessDays = ({ unit, less }: { unit: Fragment; less: Fragment[] }): Fragment => {
  const key = keyColumns['campaign and agent'];
  const days = join(
    less.map((day, place) => sql`LEFT JOIN (${day}) AS day_${place} USING (${key})`),
    ' ',
  );
  const sums = [sql`evaluations`, sql`passed`, sql`score`, sql`max_score`].map((sum) => {
    const taken = less.map((_, place) => sql`coalesce(day_${place}.${sum}, 0)`);
    return sql`${join([sql`unit.${sum}`, ...taken], ' - ')} AS ${sum}`;
  });
  return sql`
    SELECT * FROM (SELECT ${key}, ${join(sums, ', ')} FROM (${unit}) AS unit ${days}) AS rest WHERE evaluations > 0`;
};

/**
 * The parameters in the form's order: parameter, place. A parameter's place is the last at which any form of the report
 * has it: where a form leaves out what did not apply, the fullest form decides. Ties by name.
 */
export const parameterPlaces = (scope: Scope): Fragment => {
  if (rollupsOf(scope) !== undefined) {
    return sql`SELECT parameter, max(position) AS place FROM (${parameterLines(scope)}) AS lines GROUP BY parameter`;
  }
  // Forms are few, so that few have their lines taken apart.
  return sql`
    SELECT line.parameter, max(line.position) AS place
    FROM (SELECT DISTINCT parameters FROM ${evaluationsOf(scope)} WHERE ${evaluationsOfPeriod(scope)}) AS forms
    CROSS JOIN LATERAL unnest(parameters) WITH ORDINALITY AS line (parameter, position)
    WHERE ${matches(scope, { parameter: sql`line.parameter` })}
    GROUP BY line.parameter`;
};
