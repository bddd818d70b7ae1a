import type { EvaluationRecord, RecordKind } from '@reports/contracts';
import type { RecordBatch, RecordTable, TableRows } from './record-batch.ts';
import { calibrations, recordTables } from './record-tables.ts';

/**
 * Checked records of one message as rows of their tables. Evaluations that are calibrations have a table of their own.
 *
 * @param version When the stream stored the message, in nanoseconds since 1970.
 */
export const toBatch = (kind: RecordKind, records: readonly unknown[], version: bigint): RecordBatch => {
  const rowsOf = (table: RecordTable, of: readonly unknown[]): TableRows => ({
    table,
    json: toJson(table, of, version),
  });
  const table = recordTables[kind];
  const count = records.length;
  if (kind !== 'evaluations' || !records.some(isCalibration))
    return { count, rows: [rowsOf(table, records)] };
  const others = records.filter((record) => !isCalibration(record));
  return { count, rows: [rowsOf(table, others), rowsOf(calibrations, records.filter(isCalibration))] };
};

const isCalibration = (record: unknown): boolean => (record as EvaluationRecord).kind === 'calibration';

/** Each record with its version, which is no field of its own. */
const toJson = ({ toRow }: RecordTable, records: readonly unknown[], version: bigint): string => {
  const row = toRow as ((record: unknown) => object) | undefined;
  const start = `{"version":${version},`;
  return records.map((record) => start + JSON.stringify(row ? row(record) : record).slice(1)).join(',');
};
