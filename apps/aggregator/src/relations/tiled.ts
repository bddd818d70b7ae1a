import { type DateRange, daysOf, endOf, startOf } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Grain, tilePeriod } from '../scope/tiles.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { edgesOf, onDays, rollupClock, rollupPeriod, type When } from './edges.ts';

/** Writes a sum of a tile as what it adds: as it is, or negative where the tile is taken away. */
export type Signed = (sum: Fragment) => Fragment;

const signedBy =
  (sign: 1 | -1): Signed =>
  (sum) =>
    sign === 1 ? sum : sql`-${sum}`;

/** How a relation reads its tiles. */
export interface Reading {
  /** The zone of its rollups; undefined: there are none that answer, and all comes from the records. */
  zone: number | undefined;
  /** The grains of its rollups. */
  grains: readonly Grain[];
  rollups: (tile: { zone: number; grain: Grain; range: DateRange; signed: Signed }) => Fragment;
  rows: (when: When, signed: Signed) => Fragment;
  /** Rollups of single days in another table, which there may be or not. */
  days?: ((range: DateRange, signed: Signed) => Fragment) | undefined;
}

/** Of agents: a day has nearly as many rollups as a month. */
const rolledUpDayCost = 0.5;

/** Whether the rollups of one unit are the answer as they are: nothing is to be summed. */
export const isOneUnit = (
  { period, elsewhere }: Scope,
  { zone, grains }: Pick<Reading, 'zone' | 'grains'>,
): boolean =>
  zone !== undefined &&
  !elsewhere &&
  grains.some(
    (grain) =>
      grain !== 'day' &&
      startOf(period.from, grain) === period.from &&
      endOf(period.from, grain) === period.to,
  );

/** More days than these are no longer cheaper to take away one by one. */
const maxDaysLess = 4;

/**
 * The rollups of the one unit that the period is but for single days, which have rollups: `unit`, and those of each of the `less`. Undefined where
 * it is anything else. Every key of a day is one of the unit.
 */
export const unitLessDays = (
  { period, elsewhere }: Scope,
  { zone, grains, rollups, days }: Reading,
): { unit: Fragment; less: Fragment[] } | undefined => {
  if (zone === undefined || elsewhere || !days) return undefined;
  const units = grains.filter((grain) => grain !== 'day');
  const tiles = tilePeriod(period, units, rolledUpDayCost);
  const [unit, ...others] = tiles.filter(({ sign }) => sign === 1);
  const less = tiles.filter(({ sign }) => sign === -1);
  if (!unit || unit.grain === 'day' || others.length > 0 || endOf(unit.from, unit.grain) !== unit.to)
    return undefined;
  if (less.length > maxDaysLess || less.some((day) => daysOf(day) > 1)) return undefined;
  const asItIs = signedBy(1);
  return {
    unit: rollups({ zone, grain: unit.grain, range: unit, signed: asItIs }),
    less: less.map((day) => days(day, asItIs)),
  };
};

/**
 * The tiles of the period one after another: from rollups where there are such, from the records of their days where not; and the records that
 * make up for what rollups of another zone's days differ by.
 */
export const tiled = (scope: Scope, { zone, grains, rollups, rows, days }: Reading): Fragment => {
  const units = grains.filter((grain) => grain !== 'day');
  if (zone === undefined) return rows(onDays(scope, scope.period), signedBy(1));
  const clock = rollupClock(scope);
  const tiles = tilePeriod(rollupPeriod(scope), units, days ? rolledUpDayCost : 1);
  return join(
    [
      ...tiles.map(({ grain, sign, ...range }) => {
        const signed = signedBy(sign);
        if (grains.includes(grain)) return rollups({ zone, grain, range, signed });
        return days ? days(range, signed) : rows(onDays(clock, range), signed);
      }),
      ...edgesOf(scope).map(({ sign, when }) => rows(when, signedBy(sign))),
    ],
    ' UNION ALL ',
  );
};
