import { addDays, type DateRange, daysOf, endOf, startOf } from './period.ts';

export type Unit = 'month' | 'week';
export type Grain = Unit | 'day';

/** A stretch of whole months, whole ISO weeks or days whose records are added, or taken away again. */
export interface Tile extends DateRange {
  grain: Grain;
  sign: 1 | -1;
}

/**
 * Cuts a period into whole units, as few days as can be read beside them: 2 to 30 January is January without two days. The
 * sums over the tiles, by their signs, are those over the period.
 *
 * Days cost what reading a day's records costs, or `dayCost` of it where they have rollups; a unit half of it: what is counted is their sum.
 */
export const tilePeriod = (period: DateRange, units: readonly Unit[], dayCost = 1): Tile[] => {
  let best: Tile[] = [{ grain: 'day', sign: 1, ...period }];
  let cost = dayCost * daysOf(period);
  for (const start of candidates(period.from, units, 'start')) {
    for (const end of candidates(period.to, units, 'end')) {
      if (start > end) continue;
      const tiles = [
        ...beside(period.from, start),
        ...cut({ from: start, to: end }, units),
        ...beside(addDays(end, 1), addDays(period.to, 1)),
      ];
      const itsCost = tiles.reduce((sum, tile) => sum + costOf(tile, dayCost), 0);
      if (itsCost < cost) [best, cost] = [tiles, itsCost];
    }
  }
  return best;
};

const unitCost = 0.5;
const costOf = (tile: Tile, dayCost: number): number => {
  if (tile.grain === 'day') return dayCost * daysOf(tile);
  return (unitCost * daysOf(tile)) / (tile.grain === 'week' ? 7 : 30);
};

/** Where the whole units may start or end: at the date, or at the ends of the units around it. */
const candidates = (date: string, units: readonly Unit[], side: 'start' | 'end'): string[] => [
  date,
  ...units.flatMap((unit) =>
    side === 'start'
      ? [startOf(date, unit), addDays(endOf(date, unit), 1)]
      : [endOf(date, unit), addDays(startOf(date, unit), -1)],
  ),
];

/** The days from a to b (b not among them): to add, or when b is before a, to take away. */
const beside = (a: string, b: string): Tile[] => {
  if (a === b) return [];
  return a < b
    ? [{ grain: 'day', sign: 1, from: a, to: addDays(b, -1) }]
    : [{ grain: 'day', sign: -1, from: b, to: addDays(a, -1) }];
};

/** Whole units inside a range, the largest first; smaller ones, then days, before and after them. */
const cut = (range: DateRange, [unit, ...smaller]: readonly Unit[]): Tile[] => {
  if (range.from > range.to) return [];
  if (!unit) return [{ grain: 'day', sign: 1, ...range }];
  const first = startOf(range.from, unit) === range.from ? range.from : addDays(endOf(range.from, unit), 1);
  const last = endOf(range.to, unit) === range.to ? range.to : addDays(startOf(range.to, unit), -1);
  if (first > last) return cut(range, smaller);
  return [
    ...cut({ from: range.from, to: addDays(first, -1) }, smaller),
    { grain: unit, sign: 1, from: first, to: last },
    ...cut({ from: addDays(last, 1), to: range.to }, smaller),
  ];
};
