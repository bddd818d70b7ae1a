import type { DateRange } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { tilePeriod, type Unit } from '../scope/tiles.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOfLanguage, isOnDays, matches } from './conditions.ts';

const campaign = { campaign_id: sql`campaign_id` } as const;

const evaluationsOn = (scope: Scope, range: DateRange): Fragment => sql`
  ${isOnDays(scope, sql`evaluated_at`, range)} AND ${matches(scope, { ...campaign, agent_id: sql`agent_id`, language: sql`language` })}`;

/** Cells know UTC days; and all agents or none of them: some agents are read from their rows, by index. */
const hasCells = (scope: Scope): boolean => scope.isUtc && !scope.filter('agent_id');

/** Cells that know agents do not know languages. */
const hasAgentCells = (scope: Scope): boolean => hasCells(scope) && !scope.filter('language');

/** Evaluations by day and campaign, each pair perhaps in parts: day, campaign_id, evaluations, passed, score (sums). */
export const scoreDays = (scope: Scope): Fragment =>
  hasCells(scope)
    ? sql`
      SELECT day, campaign_id, evaluations, passed, score
      FROM qa_cells
      WHERE ${isIn(sql`day`, scope.period)} AND evaluations > 0 AND ${isOfLanguage(scope)}
        AND ${matches(scope, campaign)}`
    : sql`
      SELECT ${dayOf(scope, sql`evaluated_at`)} AS day, campaign_id, 1 AS evaluations, passed::integer AS passed, score
      FROM evaluations
      WHERE ${evaluationsOn(scope, scope.period)}`;

/**
 * The tiles of the period one after another, each with its sign as a column: cells of whole months and weeks, and the
 * evaluations of the days beside them. Evaluations alone where the cells do not answer.
 */
const tiled = (
  scope: Scope,
  answer: boolean,
  cells: (grain: Unit, range: DateRange, sign: Fragment) => Fragment,
  rows: (range: DateRange, sign: Fragment) => Fragment,
): Fragment => {
  const tiles = answer
    ? tilePeriod(scope.period, ['month', 'week'])
    : [{ grain: 'day', sign: 1, ...scope.period } as const];
  return join(
    tiles.map(({ grain, sign, ...range }) =>
      grain === 'day' ? rows(range, sql`${sign}`) : cells(grain, range, sql`${sign}`),
    ),
    ' UNION ALL ',
  );
};

/** Evaluations by agent: agent_id, evaluations, passed, score (their sums). */
export const agentScores = (scope: Scope): Fragment => sql`
  SELECT agent_id, sum(sign * evaluations) AS evaluations, sum(sign * passed) AS passed, sum(sign * score) AS score
  FROM (${tiled(
    scope,
    hasAgentCells(scope),
    (grain, range, sign) => sql`
      SELECT ${sign} AS sign, agent_id, evaluations, passed, score
      FROM agent_qa_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND ${matches(scope, campaign)}`,
    (range, sign) => sql`
      SELECT ${sign} AS sign, agent_id, 1 AS evaluations, passed::integer AS passed, score
      FROM evaluations
      WHERE ${evaluationsOn(scope, range)}`,
  )}) AS tiles
  GROUP BY agent_id
  HAVING sum(sign * evaluations) > 0`;

const lines = sql`
  unnest(parameters, parameter_scores, parameter_max_scores, parameter_passed)
    WITH ORDINALITY AS line (parameter, score, max_score, passed, position)`;

const lineSums = sql`
  sum(sign * evaluations) AS evaluations, sum(sign * passed) AS passed, sum(sign * score) AS score,
  sum(sign * max_score) AS max_score`;

/**
 * The lines of the forms by parameter and position (its place in a form): parameter, position, evaluations, passed,
 * score, max_score (their sums).
 */
export const parameterLines = (scope: Scope): Fragment => sql`
  SELECT parameter, position, ${lineSums}
  FROM (${tiled(
    scope,
    hasCells(scope),
    (grain, range, sign) => sql`
      SELECT ${sign} AS sign, parameter, position, evaluations, passed, score, max_score
      FROM parameter_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND ${isOfLanguage(scope)}
        AND ${matches(scope, { ...campaign, parameter: sql`parameter` })}`,
    (range, sign) => sql`
      SELECT ${sign} AS sign, line.parameter, line.position, 1 AS evaluations, line.passed::integer AS passed, line.score,
             line.max_score
      FROM evaluations CROSS JOIN LATERAL ${lines}
      WHERE ${evaluationsOn(scope, range)} AND ${matches(scope, { parameter: sql`line.parameter` })}`,
  )}) AS tiles
  GROUP BY parameter, position
  HAVING sum(sign * evaluations) > 0`;

const keyColumns = {
  agent: sql`agent_id, parameter`,
  'campaign and agent': sql`campaign_id, agent_id, parameter`,
} as const;

/** The same by agent and parameter, or by campaign as well: the keys, evaluations, passed, score, max_score. */
export const agentParameterLines = (scope: Scope, keys: 'agent' | 'campaign and agent'): Fragment => sql`
  SELECT ${keyColumns[keys]}, ${lineSums}
  FROM (${tiled(
    scope,
    hasAgentCells(scope),
    (grain, range, sign) => sql`
      SELECT ${sign} AS sign, campaign_id, agent_id, parameter, evaluations, passed, score, max_score
      FROM agent_parameter_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)}
        AND ${matches(scope, { ...campaign, parameter: sql`parameter` })}`,
    (range, sign) => sql`
      SELECT ${sign} AS sign, campaign_id, agent_id, line.parameter, 1 AS evaluations, line.passed::integer AS passed,
             line.score, line.max_score
      FROM evaluations CROSS JOIN LATERAL ${lines}
      WHERE ${evaluationsOn(scope, range)} AND ${matches(scope, { parameter: sql`line.parameter` })}`,
  )}) AS tiles
  GROUP BY ${keyColumns[keys]}
  HAVING sum(sign * evaluations) > 0`;

/**
 * The parameters in the form's order: parameter, place. A parameter's place is the last at which any form of the report
 * has it: where a form leaves out what did not apply, the fullest form decides. Ties by name.
 */
export const parameterPlaces = (scope: Scope): Fragment => sql`
  SELECT parameter, max(position) AS place FROM (${parameterLines(scope)}) AS lines GROUP BY parameter`;
