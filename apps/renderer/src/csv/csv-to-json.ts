import { restoreNeutralised, type Column } from '@reports/contracts';
import { createCsvParser, type Cell } from './parse-csv.ts';

type ColumnType = Column['type'];

const isNumeric = (type: ColumnType): boolean => type === 'integer' || type === 'decimal';

/** What JSON must escape; a text without it stands between quotes as it is, at a third of the cost. */
// oxlint-disable-next-line no-control-regex -- JSON escapes control characters
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

const writeText = (cell: string): string => {
  const text = restoreNeutralised(cell);
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
};

/** A record as the JSON of an object: keys in the columns' order, nulls left out, numbers as they are written. */
const writeObject = (
  cells: readonly Cell[],
  keys: readonly string[],
  numeric: readonly boolean[],
): string => {
  let json = '';
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index] ?? null;
    if (cell === null) continue;
    const value = numeric[index] === true ? cell : writeText(cell);
    json += `${json === '' ? '' : ','}${keys[index]}:${value}`;
  }
  return `{${json}}`;
};

const leastPieceCharacters = 64 * 1024;

/**
 * The rows of a report's CSV as the items of a JSON array, without its brackets, piece by piece. What the CSV does for
 * spreadsheets is undone. Holds one piece at a time, however many rows there are.
 */
export async function* csvToJsonItems(
  csv: AsyncIterable<Buffer>,
  columns: readonly Column[],
): AsyncGenerator<Buffer> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  let keys: string[] | undefined;
  let numeric: boolean[] = [];
  let piece = '';
  let first = true;
  const parser = createCsvParser((cells) => {
    if (keys === undefined) {
      keys = cells.map((name) => JSON.stringify(name));
      numeric = cells.map((name) => isNumeric(types.get(name ?? '') ?? 'text'));
      return;
    }
    piece += first ? writeObject(cells, keys, numeric) : `,${writeObject(cells, keys, numeric)}`;
    first = false;
  });

  const decoder = new TextDecoder();
  for await (const chunk of csv) {
    parser.push(decoder.decode(chunk, { stream: true }));
    if (piece.length < leastPieceCharacters) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  parser.push(decoder.decode());
  parser.end();
  if (piece !== '') yield Buffer.from(piece);
}

/** The first rows of a report's CSV as objects of texts. Reads no further than it must. */
export const readFirstRows = async (
  csv: AsyncIterable<Buffer>,
  most: number,
): Promise<Record<string, string>[]> => {
  let names: Cell[] | undefined;
  const rows: Record<string, string>[] = [];
  const parser = createCsvParser((cells) => {
    if (names === undefined) {
      names = [...cells];
      return;
    }
    if (rows.length === most) return;
    const row: Record<string, string> = {};
    cells.forEach((cell, index) => {
      if (cell !== null) row[names?.[index] ?? ''] = restoreNeutralised(cell);
    });
    rows.push(row);
  });
  const decoder = new TextDecoder();
  for await (const chunk of csv) {
    parser.push(decoder.decode(chunk, { stream: true }));
    // Leaving the loop closes the stream.
    if (rows.length === most) return rows;
  }
  parser.push(decoder.decode());
  parser.end();
  return rows;
};
