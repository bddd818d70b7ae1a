import { formatCount } from '@reports/wording';
import {
  type ColumnWidth,
  drawBaseLine,
  drawColumnLabels,
  drawColumns,
  drawValueAxis,
  type Plot,
} from './plot.ts';
import { colours } from './theme.ts';

/** Where the period cuts a column's week or month, it lets the paper through: it is not to be compared with the others. */
const cutOpacity = 0.4;

/** Columns that have room for their counts. */
const maxLabelled = 14;

/** Counts as columns with their scale, those of a kind at the foot of each, the others on them; few have their counts over them. */
export const drawCounts = (
  plot: Plot,
  {
    all,
    foot,
    paint,
    width,
    isCut,
  }: {
    all: readonly number[];
    /** How many of each are of the kind at the foot. */
    foot: readonly number[];
    paint: { foot: string; others: string };
    width: ColumnWidth;
    isCut: (slot: number) => boolean;
  },
): string => {
  const inColour = (colour: string) => (slot: number) => ({ colour, opacity: isCut(slot) ? cutOpacity : 1 });
  const others = all.map((count, slot) => count - (foot[slot] ?? 0));
  return [
    drawValueAxis(plot, formatCount),
    drawBaseLine(plot),
    drawColumns(plot, width, [
      { values: foot, paint: inColour(paint.foot) },
      { values: others, paint: inColour(paint.others) },
    ]),
    all.length > maxLabelled
      ? ''
      : drawColumnLabels(plot, all, {
          text: (slot) => formatCount(all[slot] ?? 0),
          colour: colours.ink,
          distance: 3,
        }),
  ].join('');
};
