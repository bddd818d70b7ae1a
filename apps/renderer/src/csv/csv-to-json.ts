import type { Column } from '@reports/contracts';
import { escapesInJson } from './json-escapes.ts';

const [comma, quote, apostrophe, lineFeed, carriageReturn] = [44, 34, 39, 10, 13];
const [openBrace, closeBrace] = [123, 125];

const [semicolon, tab] = [59, 9];

/** What a spreadsheet takes for the beginning of a formula: = + - @, in UTF-8 also their full-width forms; at a cell's start TAB CR LF. */
const formulaSigns = new Set([61, 43, 45, 64]);
const fullWidthSigns = ['＝', '＋', '－', '＠'].map((sign) => Buffer.from(sign));
const lineEnds = new Set([carriageReturn, lineFeed]);
/** After these a reader may take a new cell to begin. */
const separators = new Set([semicolon, tab, carriageReturn, lineFeed]);

/** Converts the rows of a report's CSV, given in pieces, to the items of a JSON array, given back in pieces. */
export interface CsvToJson {
  push: (csv: Buffer) => Buffer;
  /** What was left. Throws when the CSV ends within quotes. */
  end: () => Buffer;
  /** Rows converted so far. */
  rows: () => number;
  /** The names of the columns; undefined until the header has come. */
  header: () => readonly string[] | undefined;
}

/**
 * Bytes to bytes, since there are gigabytes of them: no text is decoded and no cell becomes an object, so what it allocates
 * are the pieces it gives back. UTF-8 passes through as it is; keys are the columns' names; null cells (empty and
 * unquoted) are left out; numbers stand as they are written; the apostrophes before what is like a formula
 * are taken off, by the rule that the dataset says.
 */
export const createCsvToJson = (columns: readonly Column[], { rule }: { rule: number }): CsvToJson => {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  /** Of columns that the contract does not name one by one: `disposition_<name>`. */
  const openType = columns.find(({ name }) => name.includes('<'))?.type;
  /** `"name":` of each column; undefined until the header has been read, whose cells are converted like any others. */
  let keys: Buffer[] | undefined;
  let header: string[] | undefined;
  let numeric: boolean[] = [];
  let rows = 0;
  let rest: Buffer = Buffer.alloc(0);
  let out: Buffer = Buffer.alloc(0);
  let written = 0;

  const makeRoom = (bytes: number): void => {
    if (written + bytes <= out.length) return;
    const larger = Buffer.allocUnsafe((out.length + bytes) * 2);
    out.copy(larger, 0, 0, written);
    out = larger;
  };

  /**
   * Whether an apostrophe at `at` stands before what was neutralised. Quotes within quotes are doubled: a single one ends the cell.
   * What a piece cuts is asked again once the cell is whole.
   */
  const isNeutralised = (csv: Buffer, at: number, quoted: boolean, atStart: boolean): boolean => {
    if (csv[at] !== apostrophe) return false;
    let after = at + 1;
    for (;;) {
      if (csv[after] === apostrophe) after += 1;
      else if (rule > 1 && quoted && csv[after] === quote && csv[after + 1] === quote) after += 2;
      else break;
    }
    const byte = csv[after] ?? 0;
    if (formulaSigns.has(byte) || (atStart && (byte === tab || (quoted && lineEnds.has(byte))))) return true;
    return (
      rule > 1 && byte === 0xef && fullWidthSigns.some((sign) => sign.equals(csv.subarray(after, after + 3)))
    );
  };

  /** Writes a cell's text between quotes. Says where the cell ends, or -1 where the piece ends first. */
  const writeText = (csv: Buffer, start: number, quoted: boolean, last: boolean): number => {
    let at = isNeutralised(csv, start, quoted, true) ? start + 1 : start;
    makeRoom(64);
    out[written++] = quote;
    for (; at < csv.length; at += 1) {
      const byte = csv[at] ?? 0;
      if (quoted && byte === quote) {
        // A quote at the very end may be the first of two.
        if (at + 1 === csv.length && !last) return -1;
        if (csv[at + 1] !== quote) break;
        at += 1;
      } else if (!quoted && (byte === comma || byte === lineFeed || byte === carriageReturn)) break;
      if (written + 8 > out.length) makeRoom(64);
      const escape = escapesInJson[byte];
      if (escape === undefined) out[written++] = byte;
      else written += escape.copy(out, written);
      if (rule > 1 && separators.has(byte) && isNeutralised(csv, at + 1, quoted, false)) at += 1;
    }
    if (at === csv.length && (quoted || !last)) return -1;
    out[written++] = quote;
    return quoted ? at + 1 : at;
  };

  const writeNumber = (csv: Buffer, start: number, last: boolean): number => {
    let at = start;
    for (; at < csv.length; at += 1) {
      const byte = csv[at] ?? 0;
      if (byte === comma || byte === lineFeed || byte === carriageReturn) break;
    }
    if (at === csv.length && !last) return -1;
    makeRoom(at - start);
    written += csv.copy(out, written, start, at);
    return at;
  };

  /** Writes one record, without its braces. Says where the next begins, or -1 where this one is not whole. */
  const writeRecord = (csv: Buffer, start: number, last: boolean): number => {
    let at = start;
    let empty = true;
    for (let column = 0; ; column += 1) {
      const byte = csv[at];
      if (byte === undefined && !last) return -1;
      const isNull = byte === undefined || byte === comma || byte === lineFeed || byte === carriageReturn;
      if (!isNull) {
        const key = keys?.[column];
        makeRoom((key?.length ?? 0) + 16);
        if (!empty) out[written++] = comma;
        empty = false;
        if (key !== undefined) written += key.copy(out, written);
        if (byte === quote) at = writeText(csv, at + 1, true, last);
        else if (numeric[column] === true) at = writeNumber(csv, at, last);
        else at = writeText(csv, at, false, last);
        if (at < 0) return -1;
      }
      if (csv[at] === comma) at += 1;
      else if (csv[at] !== carriageReturn) return at + 1;
      else if (at + 1 === csv.length && !last) return -1;
      else return csv[at + 1] === lineFeed ? at + 2 : at + 1;
    }
  };

  const readHeader = (from: number): void => {
    const names = JSON.parse(`[${out.toString('utf8', from, written)}]`) as string[];
    header = names;
    keys = names.map((name) => Buffer.from(`${JSON.stringify(name)}:`));
    const typeOf = (name: string) => types.get(name) ?? openType;
    numeric = names.map((name) => typeOf(name) === 'integer' || typeOf(name) === 'decimal');
    written = from;
  };

  const convert = (piece: Buffer, last: boolean): Buffer => {
    const csv = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    out = Buffer.allocUnsafe(csv.length * 2 + 256);
    written = 0;
    let start = 0;
    while (start < csv.length) {
      const before = written;
      makeRoom(8);
      if (rows > 0) out[written++] = comma;
      if (keys !== undefined) out[written++] = openBrace;
      const next = writeRecord(csv, start, last);
      if (next < 0) {
        written = before;
        break;
      }
      start = next;
      if (keys === undefined) readHeader(before);
      else {
        makeRoom(1);
        out[written++] = closeBrace;
        rows += 1;
      }
    }
    // A copy: what is left of a piece must not keep the whole of it.
    rest = Buffer.from(csv.subarray(start));
    return out.subarray(0, written);
  };

  return {
    push: (csv) => convert(csv, false),
    end: () => {
      const piece = convert(Buffer.alloc(0), true);
      if (rest.length > 0) throw new SyntaxError('The CSV ends within quotes.');
      return piece;
    },
    rows: () => rows,
    header: () => header,
  };
};
