import { type Fault, type RecordKind, recordSchemas } from '@reports/contracts';
import { findFaults, findTextFaults } from '@reports/validation';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type CellOptions, convertCell } from './convert-cell.ts';
import { type ColumnMapping, mapColumns } from './map-columns.ts';
import { type Line, readLines } from './read-lines.ts';
import { createRowReader, type Row } from './read-rows.ts';

export type FileFormat = 'ndjson' | 'csv';

/** What a part of a file is. Every line of the file is in exactly one of them. */
export interface Reading {
  lines: Line[];
  is: 'header' | 'empty' | 'record' | 'rejected';
  /** A record's JSON. */
  json?: string;
  /** Why lines are rejected. */
  faults?: Fault[];
  /** Bytes of the file that have been read by now. */
  bytesRead: number;
}

export interface ReadOptions extends Omit<CellOptions, 'decimals'> {
  kind: RecordKind;
  format: FileFormat;
  encoding: string;
  /** Of cells; found in the header where it is left out. */
  separator?: string;
  /** Where it is left out, only a file whose cells are not parted by commas may have them in numbers. */
  decimals?: CellOptions['decimals'];
  /** Columns' names and the fields that they fill. */
  map?: Readonly<Record<string, string>>;
  /** Goes on with this line: the ones before it, but for the header, are read over. */
  fromLine?: number;
  onHeader?: (mapping: ColumnMapping) => void;
}

/** Reads a file's records, each checked as the API checks it, and accounts for every line of it. */
export async function* readRecords(file: string, options: ReadOptions): AsyncGenerator<Reading, void> {
  const { format, encoding, fromLine = 1 } = options;
  const interpret = format === 'csv' ? createCsvInterpreter(options) : createNdjsonInterpreter(options);
  let bytesRead = 0;
  for await (const block of readLines(file, encoding)) {
    ({ bytesRead } = block);
    for (const reading of interpret.push(block.lines)) {
      // Of what came before that line only the header is read again.
      if ((reading.lines[0]?.number ?? 0) >= fromLine) yield { ...reading, bytesRead };
    }
  }
  for (const reading of interpret.end()) yield { ...reading, bytesRead };
}

type Interpreted = Omit<Reading, 'bytesRead'>;

interface Interpreter {
  push: (lines: Line[]) => Iterable<Interpreted>;
  end: () => Iterable<Interpreted>;
}

const rejected = (lines: Line[], detail: string): Interpreted => ({
  lines,
  is: 'rejected',
  faults: [{ pointer: '', detail }],
});

/** Checks a value as the API does, and says what is wrong in its words. */
const createCheck = (kind: RecordKind) => {
  const schema = recordSchemas[kind] as TSchema;
  const validator = Compile(schema);
  return (lines: Line[], value: unknown): Interpreted => {
    const faults = validator.Check(value) ? [] : findFaults(schema, value);
    faults.push(...findTextFaults(value));
    return faults.length > 0
      ? { lines, is: 'rejected', faults }
      : { lines, is: 'record', json: JSON.stringify(value) };
  };
};

/** What a decoder puts in the place of bytes that are none of the encoding's. */
const replacement = '\uFFFD';

const explainBytes = (encoding: string): string =>
  `has bytes that are not ${encoding}: say how the file is written, --encoding windows-1252 for example`;

const createNdjsonInterpreter = ({ kind, encoding, fromLine = 1 }: ReadOptions): Interpreter => {
  const check = createCheck(kind);
  const interpret = (line: Line): Interpreted => {
    if (line.text.trim() === '') return { lines: [line], is: 'empty' };
    if (line.text.includes(replacement)) return rejected([line], explainBytes(encoding));
    try {
      return check([line], JSON.parse(line.text));
    } catch (error) {
      return rejected([line], `is not JSON: ${(error as Error).message}`);
    }
  };
  return {
    push: (lines) => lines.filter(({ number }) => number >= fromLine).map(interpret),
    end: () => [],
  };
};

const separators = [',', ';', '\t', '|'];

/** The one that the header has most of. */
const findSeparator = (header: string): string => {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (separator: string): number => bare.split(separator).length;
  return separators.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
};

const createCsvInterpreter = (options: ReadOptions): Interpreter => {
  const { kind, encoding, map, onHeader, fromLine = 1 } = options;
  const check = createCheck(kind);
  let { separator } = options;
  let body: { interpret: (row: Row) => Interpreted; rows: ReturnType<typeof createRowReader> } | undefined;

  const readHeader = (line: Line): Interpreted => {
    // Excel's own first line, which says what parts cells.
    const [, declared] = /^sep=(.|\t)$/i.exec(line.text.trim()) ?? [];
    if (declared !== undefined) {
      separator = declared;
      return { lines: [line], is: 'header' };
    }
    separator ??= findSeparator(line.text);
    const reader = createRowReader(separator);
    const [row] = [...reader.push([line]), ...reader.end()];
    if (row?.cells === undefined)
      throw new Error(`The header, line ${line.number}, ${row?.fault ?? 'is none'}`);
    const mapping = mapColumns(kind, row.cells, map);
    onHeader?.(mapping);
    const cellOptions = {
      ...options,
      decimals: options.decimals ?? (separator === ',' ? 'point' : 'either'),
    };
    const width = row.cells.length;
    body = {
      rows: createRowReader(separator, width),
      interpret: ({ lines, cells, fault }) => {
        if (fault !== undefined || cells === undefined) return rejected(lines, fault ?? 'is not CSV');
        if (lines.some(({ text }) => text.includes(replacement)))
          return rejected(lines, explainBytes(encoding));
        if (cells.every((cell) => cell.trim() === '')) return { lines, is: 'empty' };
        if (cells.length !== width)
          return rejected(lines, `has ${cells.length} cells, the header has ${width}`);
        const value = Object.fromEntries(
          mapping.columns.flatMap(({ index, field, schema }) => {
            const cell = cells[index]?.trim() ?? '';
            return cell === '' ? [] : [[field, convertCell(cell, schema, cellOptions)]];
          }),
        );
        return check(lines, value);
      },
    };
    return { lines: [line], is: 'header' };
  };

  return {
    *push(lines) {
      const rest: Line[] = [];
      for (const line of lines) {
        if (body === undefined)
          yield line.text.trim() === '' ? { lines: [line], is: 'empty' } : readHeader(line);
        else if (line.number >= fromLine) rest.push(line);
      }
      if (body) yield* body.rows.push(rest).map(body.interpret);
    },
    *end() {
      if (body === undefined) throw new Error('The file is empty: its first line must name the columns');
      yield* body.rows.end().map(body.interpret);
    },
  };
};
