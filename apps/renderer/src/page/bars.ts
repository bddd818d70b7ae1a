import { noFigure } from '@reports/wording';

/** A bar in a table's cell, in percent of its width. */
export interface Bar {
  fill: number;
  /** A line across the bar, to compare with. */
  mark: number | null;
  tone: '' | 'soft' | 'alert';
}

const percentOf = (value: number | null, whole: number | null): number =>
  value === null || whole === null || whole <= 0
    ? 0
    : Math.round(Math.min(1, Math.max(0, value / whole)) * 1000) / 10;

/** A bar for a part of a whole. */
export const barOf = (
  value: number | null,
  whole: number | null,
  { mark = null, tone = '' }: Partial<Pick<Bar, 'mark' | 'tone'>> = {},
): Bar => ({ fill: percentOf(value, whole), mark, tone });

/** A name with its identifier beneath, which is left out where it is the name. */
export interface Named {
  name: string;
  id: string | null;
}

export const named = (id: string, name: string): Named => ({
  name: name || noFigure,
  id: name === id ? null : id,
});
