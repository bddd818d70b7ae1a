import { type RecordKind, recordSchemas } from '@reports/contracts';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { csvCells } from './csv-cells.ts';
import { type Place, readRows } from './read-rows.ts';

/** A record of a file, or why a row is none. */
export interface ReadRecord {
  line: number;
  /** The place after it. */
  next: Place;
  /** JSON; undefined where there is a fault. */
  json?: string;
  fault?: string;
}

export type FileFormat = 'ndjson' | 'csv';

/** Reads a file's records from a place on, each checked against its kind's schema. Empty lines are left out. */
export async function* readRecords(
  file: string,
  { kind, format, from }: { kind: RecordKind; format: FileFormat; from: Place },
): AsyncGenerator<ReadRecord, void> {
  const validator = Compile(recordSchemas[kind] as TSchema);
  const toValue =
    format === 'csv' ? await csvReader(file, kind) : (text: string): unknown => JSON.parse(text);
  for await (const row of readRows(file, { from, quotes: format === 'csv' })) {
    const next = { offset: row.end, line: row.nextLine };
    const isHeader = format === 'csv' && row.line === 1;
    if (row.text.trim() === '' || isHeader) continue;
    try {
      const value = toValue(row.text);
      if (validator.Check(value)) {
        yield { line: row.line, next, json: JSON.stringify(value) };
        continue;
      }
      const [fault] = validator.Errors(value);
      yield {
        line: row.line,
        next,
        fault: `${fault?.instancePath ?? ''} ${fault?.message ?? 'is not valid'}`.trim(),
      };
    } catch (error) {
      yield { line: row.line, next, fault: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Fields of a kind by the type that a cell's text becomes; those that are lists come as JSON. */
const cellTypes = (kind: RecordKind): Map<string, string> => {
  const { properties } = recordSchemas[kind] as unknown as { properties: Record<string, { type?: string }> };
  return new Map(Object.entries(properties).map(([name, schema]) => [name, schema.type ?? 'string']));
};

/** Turns rows of a CSV file into records by the names in its header. An empty cell is an absent field. */
const csvReader = async (file: string, kind: RecordKind): Promise<(text: string) => unknown> => {
  const { value: header } = await readRows(file, { quotes: true }).next();
  if (!header) throw new Error(`${file} is empty`);
  const names = csvCells(header.text).map((name) => name ?? '');
  const types = cellTypes(kind);
  return (text) => {
    const cells = csvCells(text);
    if (cells.length !== names.length)
      throw new Error(`has ${cells.length} cells, the header has ${names.length}`);
    return Object.fromEntries(
      cells.flatMap((cell, index) => {
        const name = names[index] ?? '';
        return cell === undefined ? [] : [[name, toJsonValue(cell, types.get(name))]];
      }),
    );
  };
};

/** A cell that is not of its type stays text, which the schema then refuses in its own words. */
const toJsonValue = (cell: string, type: string | undefined): unknown => {
  switch (type) {
    case 'integer':
    case 'number':
      return cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell);
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : cell;
    case 'array':
      return JSON.parse(cell) as unknown;
    default:
      return cell;
  }
};
