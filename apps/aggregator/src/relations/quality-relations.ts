import { type DateRange, tilePeriod } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { dayOf, isIn, isOnDays, matches } from './conditions.ts';

const filterColumns = {
  campaign_id: sql`campaign_id`,
  language: sql`language`,
} as const;

const evaluationsOn = (scope: Scope, range: DateRange): Fragment => sql`
  ${isOnDays(scope, sql`evaluated_at`, range)} AND ${matches(scope, { ...filterColumns, agent_id: sql`agent_id` })}`;

/** Cells know UTC days; and where they know agents, all of them: some agents are read from their rows, by index. */
const hasCells = (scope: Scope): boolean => scope.isUtc && !scope.filter('agent_id');

/** Evaluations by day and campaign, in one or more parts: day, campaign_id, evaluations, passed, score (their sums). */
export const scoreDays = (scope: Scope): Fragment =>
  hasCells(scope)
    ? sql`
      SELECT day, campaign_id, evaluations, passed, score
      FROM qa_cells
      WHERE ${isIn(sql`day`, scope.period)} AND evaluations > 0 AND ${matches(scope, filterColumns)}`
    : sql`
      SELECT ${dayOf(scope, sql`evaluated_at`)} AS day, campaign_id, 1 AS evaluations, passed::integer AS passed, score
      FROM evaluations
      WHERE ${evaluationsOn(scope, scope.period)}`;

/**
 * A relation over the period in parts: cells of its whole months and of the whole weeks beside them, and rows of the
 * days that are left. From rows alone where the cells do not answer.
 */
const tiled = (
  scope: Scope,
  cells: (grain: 'month' | 'week', range: DateRange) => Fragment,
  rows: (range: DateRange) => Fragment,
): Fragment => {
  if (!hasCells(scope)) return rows(scope.period);
  const { months, weeks, days } = tilePeriod(scope.period);
  return join(
    [
      ...(months ? [cells('month', months)] : []),
      ...weeks.map((range) => cells('week', range)),
      ...days.map(rows),
    ],
    ' UNION ALL ',
  );
};

/** Evaluations by agent, in one or more parts: agent_id, evaluations, passed, score (their sums). */
export const agentScores = (scope: Scope): Fragment =>
  tiled(
    scope,
    (grain, range) => sql`
      SELECT agent_id, evaluations, passed, score
      FROM agent_qa_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND evaluations > 0
        AND ${matches(scope, filterColumns)}`,
    (range) => sql`
      SELECT agent_id, 1 AS evaluations, passed::integer AS passed, score FROM evaluations WHERE ${evaluationsOn(scope, range)}`,
  );

const lines = sql`
  unnest(parameters, parameter_scores, parameter_max_scores, parameter_passed)
    WITH ORDINALITY AS line (parameter, score, max_score, passed, position)`;

/**
 * The lines of the forms, in one or more parts: parameter, position (its place in a form), evaluations, passed, score,
 * max_score (their sums).
 */
export const parameterLines = (scope: Scope): Fragment =>
  tiled(
    scope,
    (grain, range) => sql`
      SELECT parameter, position, evaluations, passed, score, max_score
      FROM parameter_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND evaluations > 0
        AND ${matches(scope, { ...filterColumns, parameter: sql`parameter` })}`,
    (range) => sql`
      SELECT line.parameter, line.position, 1 AS evaluations, line.passed::integer AS passed, line.score, line.max_score
      FROM evaluations CROSS JOIN LATERAL ${lines}
      WHERE ${evaluationsOn(scope, range)} AND ${matches(scope, { parameter: sql`line.parameter` })}`,
  );

/** The same by campaign and agent, without positions: campaign_id, agent_id, parameter, evaluations, passed, score, max_score. */
export const agentParameterLines = (scope: Scope): Fragment =>
  tiled(
    scope,
    (grain, range) => sql`
      SELECT campaign_id, agent_id, parameter, evaluations, passed, score, max_score
      FROM agent_parameter_cells
      WHERE grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND evaluations > 0
        AND ${matches(scope, { ...filterColumns, parameter: sql`parameter` })}`,
    (range) => sql`
      SELECT campaign_id, agent_id, line.parameter, 1 AS evaluations, line.passed::integer AS passed, line.score,
             line.max_score
      FROM evaluations CROSS JOIN LATERAL ${lines}
      WHERE ${evaluationsOn(scope, range)} AND ${matches(scope, { parameter: sql`line.parameter` })}`,
  );

/**
 * The parameters in the form's order: parameter, place. A parameter's place is the last at which any form of the report
 * has it: where a form leaves out what did not apply, the fullest form decides. Ties by name.
 */
export const parameterPlaces = (scope: Scope): Fragment => sql`
  SELECT parameter, max(position) AS place FROM (${parameterLines(scope)}) AS lines GROUP BY parameter`;
