import type { Column, Labels } from '@reports/contracts';
import { showWith } from '@reports/wording';
import type { TSchema } from 'typebox';
import type { RowBatch } from '../csv/stream-rows.ts';
import type { CellKind } from './cells.ts';
import { type SheetColumn, sizedByRows } from './layout.ts';
import { maxSheetColumns, maxSheetRows, type TableSheet } from './sheet.ts';
import { headingOf, rateNamesOf } from './tables.ts';

const kinds: Record<Column['type'], CellKind> = {
  text: 'text',
  week: 'text',
  date: 'date',
  timestamp: 'timestamp',
  integer: 'integer',
  decimal: 'decimal',
};

/** The columns of the rows by the CSV's header; a name that the contract has not, as `disposition_sale`, is one of its `<name>`. */
const columnsOf = (
  names: readonly string[],
  columns: readonly Column[],
  schema: TSchema,
  show: ReturnType<typeof showWith>,
): SheetColumn[] => {
  const rates = rateNamesOf(schema);
  const open = columns.find(({ name }) => name.includes('<'));
  return names.slice(0, maxSheetColumns).map((name) => {
    const column = columns.find((known) => known.name === name) ?? open;
    const kind = kinds[column?.type ?? 'text'];
    const before = open?.name.slice(0, open.name.indexOf('<')) ?? '';
    if (column === open && before !== '' && name.startsWith(before)) {
      const value = show(before.replace(/_$/, ''), name.slice(before.length));
      return { heading: `${headingOf(before)}: ${String(value)}`, kind };
    }
    return {
      heading: kind === 'timestamp' ? `${headingOf(name)} (UTC)` : headingOf(name),
      kind: kind === 'decimal' && rates.has(name) ? 'rate' : kind,
    };
  });
};

/**
 * The sheets of a report's rows, as many as `rowCount` rows need, each with the head. They read one source, one after the other, as
 * a workbook is written.
 */
export const rowSheets = async (
  source: AsyncGenerator<RowBatch, void>,
  {
    name,
    columns,
    schema,
    labels,
    rowCount,
    maxRows = maxSheetRows,
  }: {
    name: string;
    columns: readonly Column[];
    schema: TSchema;
    labels?: Labels | undefined;
    rowCount: number;
    maxRows?: number;
  },
): Promise<TableSheet[]> => {
  const first = await source.next();
  const names = first.done ? [] : first.value.names;
  const shown = names.slice(0, maxSheetColumns);
  const perSheet = maxRows - 1;
  /** What was read and has not found its place. */
  let rest: readonly (readonly unknown[])[] = [];
  const show = showWith(labels);
  const valuesOf = ({ rows }: RowBatch) =>
    rows.map((row) => shown.map((column) => show(column, row[column])));
  if (!first.done) rest = valuesOf(first.value);
  const firstRows = rest.slice(0, sizedByRows);

  async function* nextRows(): AsyncGenerator<readonly (readonly unknown[])[], void> {
    let left = perSheet;
    while (left > 0) {
      if (rest.length === 0) {
        const next = await source.next();
        if (next.done) return;
        rest = valuesOf(next.value);
      }
      const batch = rest.slice(0, left);
      rest = rest.slice(batch.length);
      left -= batch.length;
      yield batch;
    }
  }
  const sheetColumns = columnsOf(names, columns, schema, show);
  return Array.from({ length: Math.max(1, Math.ceil(rowCount / perSheet)) }, (_, index) => ({
    name: index === 0 ? name : `${name} ${index + 1}`,
    columns: sheetColumns,
    firstRows,
    batches: nextRows(),
  }));
};
