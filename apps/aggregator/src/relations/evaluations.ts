import type { DateRange } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import type { Grain } from '../scope/tiles.ts';
import { type Fragment, sql } from '../sql/fragment.ts';
import { isIn, isOfShortLanguage, isOfZone, matches } from './conditions.ts';
import { onDays, type When } from './edges.ts';
import type { Reading, Signed } from './tiled.ts';

/** The column that the filter by campaign is on. */
export const campaign = { campaign_id: sql`campaign_id` } as const;

/** Condition on evaluations: those of the report at some instants. */
export const evaluationsOn = (scope: Scope, when: When): Fragment => sql`
  ${when(sql`evaluated_at`)} AND ${matches(scope, { ...campaign, agent_id: sql`agent_id`, language: sql`language`, evaluation_kind: sql`kind` })}`;

const evaluationColumns = sql`
  id, campaign_id, agent_id, evaluated_at, score, passed, language, kind, auto_failed, disputed, parameters, parameter_scores,
  parameter_max_scores, parameter_passed`;

/** Condition on evaluations: those of the report. */
export const evaluationsOfPeriod = (scope: Scope): Fragment =>
  evaluationsOn(scope, onDays(scope, scope.period));

/** What evaluations are read from. Calibrations lie in a table of their own, which is read where they are asked for. */
export const evaluationsOf = (scope: Scope): Fragment =>
  scope.filter('evaluation_kind')?.includes('calibration')
    ? sql`(SELECT ${evaluationColumns} FROM evaluations UNION ALL SELECT ${evaluationColumns} FROM calibrations) AS evaluations`
    : sql`evaluations`;

/**
 * A zone of the rollups, where they answer. They know all agents or none of them: some agents are read from their rows, by index. They know no
 * kinds.
 */
export const unlessByRows = (scope: Scope, zone: number | undefined): number | undefined =>
  scope.filter('agent_id') || scope.filter('evaluation_kind') ? undefined : zone;

/** The zone of the rollups of evaluations, where they answer. */
export const rollupsOf = (scope: Scope): number | undefined => unlessByRows(scope, scope.rollups.evaluations);

/** Two tables of rollups that know agents: by months and weeks, and finer ones by days, or by months and languages. */
interface AgentTables {
  coarse: Fragment;
  fine: Fragment;
}

/**
 * How sums by agent are read: all languages from months, weeks and, where there are such, days; some from months by language. The rest
 * is records.
 */
export const agentReading = (
  scope: Scope,
  { coarse, fine }: AgentTables,
  { sums, where, rows }: { sums: (signed: Signed) => Fragment; where: Fragment; rows: Reading['rows'] },
): Reading => {
  const languages = scope.filter('language');
  const fineZone = unlessByRows(scope, scope.rollups.agent_evaluations);
  const fineRollups = (
    zone: number,
    { grain, range, signed }: { grain: Grain; range: DateRange; signed: Signed },
  ) => sql`
    SELECT ${sums(signed)} FROM ${fine}
    WHERE ${isOfZone(zone)} AND grain = ${grain} AND ${isOfShortLanguage(scope)} AND ${isIn(sql`starts_on`, range)} AND ${where}`;
  if (languages) {
    return {
      zone: fineZone,
      grains: ['month'],
      rollups: ({ zone, ...tile }) => fineRollups(zone, tile),
      rows,
    };
  }
  return {
    zone: rollupsOf(scope),
    grains: ['month', 'week'],
    rollups: ({ zone, grain, range, signed }) => sql`
      SELECT ${sums(signed)} FROM ${coarse}
      WHERE ${isOfZone(zone)} AND grain = ${grain} AND ${isIn(sql`starts_on`, range)} AND ${where}`,
    rows,
    days:
      fineZone === undefined
        ? undefined
        : (range, signed) => fineRollups(fineZone, { grain: 'day', range, signed }),
  };
};
