import { type CellKind, type Cell, cellXml, columnLetters } from './cells.ts';

export interface SheetColumn {
  heading: string;
  kind: CellKind;
}

/** A table: a head that stays in view, filters, and rows by column. */
export interface TableSheet {
  name: string;
  columns: readonly SheetColumn[];
  /** In batches, so that a row costs no promise. */
  batches: AsyncIterable<readonly (readonly unknown[])[]>;
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

/** Characters of a column's width. */
const widths: Record<CellKind, number> = {
  text: 26,
  date: 12,
  timestamp: 20,
  integer: 13,
  decimal: 12,
  rate: 12,
};

const widthOf = ({ heading, kind }: SheetColumn): number =>
  Math.max(widths[kind], Math.min(40, heading.length + 4));

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
}: Omit<TableSheet, 'name'>): AsyncGenerator<Buffer, void> {
  const letters = columns.map((_column, index) => columnLetters(index));
  const line = (row: number, cells: readonly Cell[]): string =>
    `<row r="${row}">${cells.map((cell, index) => cellXml(`${letters[index]}${row}`, cell)).join('')}</row>`;
  let row = 1;
  let text = [
    opening,
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
    '<sheetFormatPr defaultRowHeight="15"/>',
    colsXml(columns.map(widthOf)),
    '<sheetData>',
    line(
      row,
      columns.map(({ heading }) => ({ kind: 'heading', value: heading })),
    ),
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
      colsXml([34, 60]),
      '<sheetData>',
      ...lines.map(
        (cells, index) =>
          `<row r="${index + 1}">${cells.map((cell, column) => cellXml(`${columnLetters(column)}${index + 1}`, cell)).join('')}</row>`,
      ),
      `</sheetData>${landscape}</worksheet>`,
    ].join(''),
  );
