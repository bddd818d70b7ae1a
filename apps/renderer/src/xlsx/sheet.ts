import { type CellKind, type Cell, cellXml, columnLetters } from './cells.ts';

export interface SheetColumn {
  heading: string;
  kind: CellKind;
}

/** A batch of rows by column. */
type Rows = readonly (readonly unknown[])[];

/** A table: a head that stays in view, filters, and rows by column. */
export interface TableSheet {
  name: string;
  columns: readonly SheetColumn[];
  /** In batches, so that a row costs no promise. */
  batches: AsyncIterable<Rows>;
  /** Rows by which columns of text are as wide as what they hold: the first ones, where all are never held. */
  firstRows?: Rows;
}

/** A page of labels and values. */
export interface NotesSheet {
  name: string;
  lines: readonly (readonly Cell[])[];
}

/** What Excel takes. */
export const maxSheetRows = 1_048_576;
export const maxSheetColumns = 16_384;

const opening =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
const landscape =
  '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>';

/** Characters of a column's width, at the least. */
const widths: Record<CellKind, number> = {
  text: 14,
  date: 12,
  timestamp: 20,
  integer: 13,
  decimal: 12,
  rate: 12,
};

const maxTextWidth = 50;
/** Rows that decide how wide columns are. */
export const sizedByRows = 200;
/** The button of the filter beside the head, or the cell's margins. */
const room = 4;

const isFigure = (kind: CellKind): boolean => kind === 'integer' || kind === 'decimal' || kind === 'rate';

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

const colsXml = (columnWidths: readonly number[]): string =>
  `<cols>${columnWidths
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('')}</cols>`;

/** Bytes that are handed on at once. */
const pieceCharacters = 64 * 1024;

/** The XML of a table's sheet, in pieces. */
export async function* tableXml({
  columns,
  batches,
  firstRows = [],
}: Omit<TableSheet, 'name'>): AsyncGenerator<Buffer, void> {
  const letters = columns.map((_column, index) => columnLetters(index));
  const columnWidths = columns.map((column, index) => widthOf(column, index, firstRows));
  const headLines = Math.max(
    ...columns.map(({ heading }, index) => linesOf(heading, columnWidths[index] ?? 0)),
  );
  let row = 1;
  let text = [
    opening,
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
    '<sheetFormatPr defaultRowHeight="15"/>',
    colsXml(columnWidths),
    '<sheetData>',
    `<row r="1" ht="${headLines * 15}" customHeight="1">`,
    ...columns.map(({ heading, kind }, index) =>
      cellXml(`${letters[index]}1`, { kind: isFigure(kind) ? 'figureHeading' : 'heading', value: heading }),
    ),
    '</row>',
  ].join('');
  for await (const batch of batches) {
    for (const values of batch) {
      row += 1;
      let cells = '';
      for (const [index, { kind }] of columns.entries())
        cells += cellXml(`${letters[index]}${row}`, { kind, value: values[index] });
      text += `<row r="${row}">${cells}</row>`;
      if (text.length > pieceCharacters) {
        yield Buffer.from(text);
        text = '';
      }
    }
  }
  const last = `${letters.at(-1)}${row}`;
  yield Buffer.from(`${text}</sheetData><autoFilter ref="A1:${last}"/>${landscape}</worksheet>`);
}

/** The XML of a page of labels and values. */
export const notesXml = ({ lines }: Omit<NotesSheet, 'name'>): Buffer =>
  Buffer.from(
    [
      opening,
      '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>',
      colsXml([34, 22]),
      '<sheetData>',
      ...lines.map(
        (cells, index) =>
          `<row r="${index + 1}">${cells.map((cell, column) => cellXml(`${columnLetters(column)}${index + 1}`, cell)).join('')}</row>`,
      ),
      `</sheetData>${landscape}</worksheet>`,
    ].join(''),
  );
