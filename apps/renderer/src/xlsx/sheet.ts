import { type Cell, cellXml, columnLetters } from './cells.ts';
import { isFigure, layOutTable, type Paper, type Rows, type SheetColumn } from './layout.ts';

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
  /** Of the labels and of the values, in characters. */
  widths: readonly [number, number];
}

/** What Excel takes. */
export const maxSheetRows = 1_048_576;
export const maxSheetColumns = 16_384;

const opening =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
const paperSizes: Record<Paper, number> = { letter: 1, a4: 9 };

/** On its side, as many pages across as given and as many down as it takes, row by row; the sheet's name and the page's number at the foot. */
const printSetup = (paper: Paper, pagesAcross = 1): string =>
  `<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="${paperSizes[paper]}" pageOrder="overThenDown" orientation="landscape" fitToWidth="${pagesAcross}" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>`;

const colsXml = (columnWidths: readonly number[]): string =>
  `<cols>${columnWidths
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('')}</cols>`;

/** Bytes that are handed on at once. */
const pieceCharacters = 64 * 1024;

/** The XML of a table's sheet, in pieces. */
export async function* tableXml(
  { columns, batches, firstRows = [] }: Omit<TableSheet, 'name'>,
  paper: Paper,
): AsyncGenerator<Buffer, void> {
  const letters = columns.map((_column, index) => columnLetters(index));
  const { columnWidths, headLines, pagesAcross } = layOutTable(columns, firstRows, paper);
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
  yield Buffer.from(
    `${text}</sheetData><autoFilter ref="A1:${last}"/>${printSetup(paper, pagesAcross)}</worksheet>`,
  );
}

/** The XML of a page of labels and values. */
export const notesXml = (
  { lines, widths }: Omit<NotesSheet, 'name'>,
  { paper, isFirst }: { paper: Paper; isFirst: boolean },
): Buffer =>
  Buffer.from(
    [
      opening,
      `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0"${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>`,
      colsXml(widths),
      '<sheetData>',
      ...lines.map(
        (cells, index) =>
          `<row r="${index + 1}">${cells.map((cell, column) => cellXml(`${columnLetters(column)}${index + 1}`, cell)).join('')}</row>`,
      ),
      `</sheetData>${printSetup(paper)}</worksheet>`,
    ].join(''),
  );
