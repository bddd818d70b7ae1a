import { type CellKind, maxTextWidth } from './cells.ts';

export interface SheetColumn {
  heading: string;
  kind: CellKind;
}

/** A batch of rows by column. */
export type Rows = readonly (readonly unknown[])[];

/** Characters of a column's width, at the least. */
const widths: Record<CellKind, number> = {
  text: 14,
  date: 12,
  timestamp: 20,
  integer: 13,
  decimal: 12,
  rate: 12,
};

/** Rows that decide how wide columns are. */
export const sizedByRows = 200;
/** The button of the filter beside the head, or the cell's margins. */
const room = 4;

export const isFigure = (kind: CellKind): boolean =>
  kind === 'integer' || kind === 'decimal' || kind === 'rate';

/** The head of a column of figures is on lines of its own words; text is in one line. */
const headWidthOf = ({ heading, kind }: SheetColumn): number =>
  room + (isFigure(kind) ? Math.max(...heading.split(' ').map((word) => word.length)) : heading.length);

const widthOf = (column: SheetColumn, index: number, firstRows: Rows): number => {
  const least = Math.max(widths[column.kind], Math.min(maxTextWidth, headWidthOf(column)));
  if (column.kind !== 'text') return least;
  const lengths = firstRows
    .slice(0, sizedByRows)
    .map((row) => (typeof row[index] === 'string' ? row[index].length + 2 : 0));
  return Math.min(maxTextWidth, Math.max(least, ...lengths));
};

/** As many lines as the widest head needs, its words never cut. */
const linesOf = (heading: string, width: number): number => {
  let [lines, used] = [1, 0];
  for (const { length } of heading.split(' ')) {
    if (used > 0 && used + 1 + length > width - room + 1) {
      lines += 1;
      used = length;
    } else used += length + (used > 0 ? 1 : 0);
  }
  return lines;
};

export type Paper = 'a4' | 'letter';

/** Characters across a sheet of paper on its side, between its margins: of 11 points, which print as 6.6 at the least. */
const charactersAcross = (paper: Paper): number => Math.floor((paper === 'letter' ? 137 : 146) / 0.6);

/** How a table is laid out, on the screen and printed. */
export interface TableLayout {
  /** Characters. */
  columnWidths: number[];
  headLines: number;
  /** Pages beside one another; a table of many columns would else be printed too small to be read. */
  pagesAcross: number;
  /** The first columns, which say what a row is of: each page begins with them. */
  repeatedColumns: number;
}

/** As many of the first columns as say what a row is of, without taking a page for themselves: a third of it at most. */
const repeatedOf = (columns: readonly SheetColumn[], columnWidths: readonly number[], across: number) => {
  let [count, taken] = [0, 0];
  for (const [index, { kind }] of columns.entries()) {
    taken += columnWidths[index] ?? 0;
    if (isFigure(kind) || (count > 0 && taken > across / 3)) break;
    count += 1;
  }
  return count;
};

export const layOutTable = (columns: readonly SheetColumn[], firstRows: Rows, paper: Paper): TableLayout => {
  const columnWidths = columns.map((column, index) => widthOf(column, index, firstRows));
  const headLines = Math.max(
    ...columns.map(({ heading }, index) => linesOf(heading, columnWidths[index] ?? 0)),
  );
  const sum = (all: readonly number[]) => all.reduce((total, width) => total + width, 0);
  const across = charactersAcross(paper);
  const width = sum(columnWidths);
  if (width <= across) return { columnWidths, headLines, pagesAcross: 1, repeatedColumns: 0 };
  const repeatedColumns = repeatedOf(columns, columnWidths, across);
  const repeated = sum(columnWidths.slice(0, repeatedColumns));
  const pagesAcross = Math.ceil((width - repeated) / (across - repeated));
  return { columnWidths, headLines, pagesAcross, repeatedColumns };
};
