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
  /** Whether its rollups answer; where they do not, all comes from the records. */
  answers: boolean;
  /** The grains of its rollups. */
  grains: readonly Grain[];
  rollups: (grain: Grain, range: DateRange, signed: Signed) => Fragment;
  rows: (range: DateRange, signed: Signed) => Fragment;
}

/** Whether the rollups of one unit are the answer as they are: nothing is to be summed. */
export const isOneUnit = (
  { period }: Scope,
  { answers, grains }: Pick<Reading, 'answers' | 'grains'>,
): boolean =>
  answers &&
  grains.some(
    (grain) =>
      grain !== 'day' &&
      startOf(period.from, grain) === period.from &&
      endOf(period.from, grain) === period.to,
  );

/** The tiles of the period one after another: from rollups where there are such, from the records of their days where not. */
export const tiled = ({ period }: Scope, { answers, grains, rollups, rows }: Reading): Fragment => {
  const units = grains.filter((grain) => grain !== 'day');
  const tiles = answers ? tilePeriod(period, units) : [{ grain: 'day', sign: 1, ...period } as const];
  return join(
    tiles.map(({ grain, sign, ...range }) =>
      answers && grains.includes(grain) ? rollups(grain, range, signedBy(sign)) : rows(range, signedBy(sign)),
    ),
    ' UNION ALL ',
  );
};
