import { CsvError, parse } from 'csv-parse/sync';
import type { Line } from './read-lines.ts';

/** A row of a CSV file: a line, or several where quotes hold line breaks. Or a line that is none, and why. */
export interface Row {
  lines: Line[];
  /** Undefined where there is a fault. */
  cells?: string[];
  fault?: string;
}

/** A quote that is still open after so much is one that nobody closes. */
const maxRowLines = 1_000;
const maxRowLength = 1024 * 1024;

const countQuotes = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count;
};

/** A row's text: its lines with what parts them, without the end of the last. */
const textOf = (lines: readonly Line[]): string =>
  lines.map(({ text, ending }, index) => (index === lines.length - 1 ? text : text + ending)).join('');

/**
 * Puts a CSV file's lines together to rows, and never loses one: every line that is pushed comes out in exactly one row, in order.
 * A quote that is not closed, or closed by another cell's quote so that the row makes no sense, costs the line that it opens on
 * alone: reading goes on with the line after it.
 *
 * @param width the number of cells that the header has. Undefined while the header itself is read.
 */
export const createRowReader = (separator: string, width?: number) => {
  /** Lines of a row whose quotes are not balanced yet. */
  let open: Line[] = [];
  let openQuotes = 0;
  let openLength = 0;

  const parseText = (text: string): string[][] =>
    parse(text, { delimiter: separator, recordDelimiter: '\n', relaxColumnCount: true });

  const parseRow = (lines: Line[]): Row => {
    try {
      const [cells, more] = parseText(textOf(lines));
      if (cells === undefined || more !== undefined) return { lines, fault: 'is not one CSV row' };
      return { lines, cells };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return { lines, fault: explain(error.code) };
    }
  };

  /** Rows that stand on a line each, in one go; one by one where one of them is bad. */
  const parseSingles = (lines: Line[]): Row[] => {
    if (lines.length > 1) {
      try {
        const parsed = parseText(lines.map(({ text }) => text).join('\n'));
        if (parsed.length === lines.length) {
          return lines.map((line, index) => ({ lines: [line], cells: parsed[index] ?? [] }));
        }
      } catch (error) {
        if (!(error instanceof CsvError)) throw error;
      }
    }
    return lines.map((line) => parseRow([line]));
  };

  const unclosed = (line: Line): Row => ({
    lines: [line],
    fault: `the quote that opens at character ${openingQuote(line.text) + 1} is not closed`,
  });

  const pushAll = (lines: readonly Line[], isEnd: boolean): Row[] => {
    const rows: Row[] = [];
    let singles: Line[] = [];
    const flush = () => {
      if (singles.length > 0) rows.push(...parseSingles(singles));
      singles = [];
    };
    const close = () => {
      [open, openQuotes, openLength] = [[], 0, 0];
    };
    // A stack: what is read again comes before what is new.
    const waiting = lines.toReversed();
    /** The line with the quote is bad by itself; the others have another chance. */
    const giveUp = () => {
      const [first, ...rest] = open;
      if (first) rows.push(unclosed(first));
      waiting.push(...rest.toReversed());
      close();
    };
    for (;;) {
      const line = waiting.pop();
      if (line === undefined) {
        if (!isEnd || open.length === 0) break;
        giveUp();
        continue;
      }
      const quotes = countQuotes(line.text);
      if (open.length === 0 && quotes % 2 === 0) {
        singles.push(line);
        continue;
      }
      flush();
      open.push(line);
      openQuotes += quotes;
      openLength += line.text.length;
      if (openQuotes % 2 === 0) {
        const row = parseRow(open);
        if (row.cells !== undefined && (width === undefined || row.cells.length === width)) {
          rows.push(row);
          close();
        } else giveUp();
      } else if (open.length >= maxRowLines || openLength >= maxRowLength) giveUp();
    }
    flush();
    return rows;
  };

  return {
    push: (lines: readonly Line[]): Row[] => pushAll(lines, false),
    /** What is left when the file is over. */
    end: (): Row[] => pushAll([], true),
  };
};

/** Where the last quote stands that nothing on its line closes. */
const openingQuote = (text: string): number => {
  let opened = -1;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    opened = opened === -1 ? at : -1;
  }
  return Math.max(0, opened);
};

const explain = (code: string): string => {
  switch (code) {
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return 'text follows a closing quote: write a quote inside a cell twice';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell that has none around it: quote the cell, and write the quote twice';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is not closed';
    default:
      return `is not CSV (${code})`;
  }
};
