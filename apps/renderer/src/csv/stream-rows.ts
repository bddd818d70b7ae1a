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

/** Which rows of a long CSV go into a page. */
export interface ListedRows<Row = unknown> {
  /** How many. */
  max: number;
  /** Rows of the lowest rank come first, those of one rank in the order of the CSV. */
  rankOf: (row: Row) => number;
}

/**
 * The rows of a report's CSV that come first by their rank, as objects. Holds `max` of each rank at most, and reads no further than it
 * must: once there are enough of rank 0, nothing can come before them.
 */
export const readListedRows = async (
  csv: AsyncIterable<Buffer>,
  columns: readonly Column[],
  { rule, max, rankOf }: { rule: number } & ListedRows,
): Promise<unknown[]> => {
  const converter = createCsvToJson(columns, { rule });
  const ranks: unknown[][] = [];
  const take = (items: Buffer): void => {
    for (const row of JSON.parse(`[${items.toString().replace(/^,/, '')}]`) as unknown[]) {
      const rows = (ranks[rankOf(row)] ??= []);
      if (rows.length < max) rows.push(row);
    }
  };
  for await (const piece of csv) {
    take(converter.push(piece));
    // Leaving the loop closes the stream.
    if (ranks[0]?.length === max) return ranks[0];
  }
  take(converter.end());
  return ranks.flatMap((rows) => rows ?? []).slice(0, max);
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
