import type { Column } from '@reports/contracts';
import { createCsvToJson } from './csv-to-json.ts';

/** The rows of a report's CSV as the items of a JSON array, without its brackets. Holds one piece at a time. `rule` is the dataset's `cell_rule`. */
export async function* streamJsonItems(
  csv: AsyncIterable<Buffer>,
  columns: readonly Column[],
  rule: number,
): AsyncGenerator<Buffer> {
  const converter = createCsvToJson(columns, { rule });
  for await (const piece of csv) {
    const items = converter.push(piece);
    if (items.length > 0) yield items;
  }
  const items = converter.end();
  if (items.length > 0) yield items;
}

/** The first rows of a report's CSV as objects. Reads no further than it must. */
export const readFirstRows = async (
  csv: AsyncIterable<Buffer>,
  columns: readonly Column[],
  { rule, max }: { rule: number; max: number },
): Promise<unknown[]> => {
  const converter = createCsvToJson(columns, { rule, maxRows: max });
  const pieces: Buffer[] = [];
  for await (const piece of csv) {
    pieces.push(converter.push(piece));
    // Leaving the loop closes the stream.
    if (converter.rows() === max) break;
  }
  pieces.push(converter.end());
  return JSON.parse(`[${Buffer.concat(pieces).toString()}]`) as unknown[];
};

export interface RowBatch {
  /** Of the CSV's header. */
  names: readonly string[];
  rows: readonly Readonly<Record<string, unknown>>[];
}

/** The rows of a report's CSV as objects, a piece's rows at a time; a CSV without rows gives one empty batch. */
export async function* streamRowBatches(
  csv: AsyncIterable<Buffer>,
  columns: readonly Column[],
  rule: number,
): AsyncGenerator<RowBatch, void> {
  const converter = createCsvToJson(columns, { rule });
  const batchOf = (items: Buffer): RowBatch => {
    const text = items.toString();
    return {
      names: converter.header() ?? [],
      // Each item but the first has its comma before it.
      rows: JSON.parse(`[${text.startsWith(',') ? text.slice(1) : text}]`) as RowBatch['rows'],
    };
  };
  for await (const piece of csv) {
    const items = converter.push(piece);
    if (items.length > 0) yield batchOf(items);
  }
  const items = converter.end();
  if (items.length > 0 || converter.rows() === 0) yield batchOf(items);
}
