import { type DateRange, endOf, startOf } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Grain, tilePeriod } from '../scope/tiles.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';

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
  rows: (range: DateRange, signed: Signed) => Fragment;
  /** Rollups of single days in another table, which there may be or not. */
  days?: ((range: DateRange, signed: Signed) => Fragment) | undefined;
}

/** Of agents: a day has nearly as many rollups as a month. */
const rolledUpDayCost = 0.5;

/** Whether the rollups of one unit are the answer as they are: nothing is to be summed. */
export const isOneUnit = ({ period }: Scope, { zone, grains }: Pick<Reading, 'zone' | 'grains'>): boolean =>
  zone !== undefined &&
  grains.some(
    (grain) =>
      grain !== 'day' &&
      startOf(period.from, grain) === period.from &&
      endOf(period.from, grain) === period.to,
  );

/** The tiles of the period one after another: from rollups where there are such, from the records of their days where not. */
export const tiled = ({ period }: Scope, { zone, grains, rollups, rows, days }: Reading): Fragment => {
  const units = grains.filter((grain) => grain !== 'day');
  if (zone === undefined) return rows(period, signedBy(1));
  return join(
    tilePeriod(period, units, days ? rolledUpDayCost : 1).map(({ grain, sign, ...range }) => {
      const signed = signedBy(sign);
      return grains.includes(grain) ? rollups({ zone, grain, range, signed }) : (days ?? rows)(range, signed);
    }),
    ' UNION ALL ',
  );
};
