import {
  type EvaluationRecord,
  RecordKind,
  type RecordOf,
  recordSchemas,
  Timestamp,
} from '@reports/contracts';
import type { Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { sql } from 'drizzle-orm';
import { Type } from 'typebox';
import { ProblemError } from '../problems/problem-error.ts';
import { AnyRecord } from './any-record.ts';

/** A record as the platform has it. */
export const StoredRecord = Type.Object({ kind: RecordKind, record: AnyRecord, received_at: Timestamp });
export interface StoredRecord {
  kind: RecordKind;
  record: RecordOf<RecordKind>;
  received_at: string;
}

/** The field that has a record's id. An evaluation has its call's. */
export const idFields = {
  calls: 'call_id',
  evaluations: 'call_id',
  compliance_checks: 'check_id',
  agents: 'agent_id',
  campaigns: 'campaign_id',
} as const satisfies Record<RecordKind, string>;

/** One record, in the fields in which it was sent. Throws `record_not_found`. */
export const readRecord = async (
  transaction: Transaction,
  kind: RecordKind,
  id: string,
): Promise<StoredRecord> => {
  const [found] = await transaction.execute<{ row: Row; version: string }>(sql`
    select to_jsonb(stored) as row, version::text as version from ${sql.identifier(kind)} as stored where id = ${id}
    ${kind === 'evaluations' ? orCalibration(id) : sql``}`);
  if (!found) {
    throw new ProblemError({
      code: 'record_not_found',
      message: `There is none of the ${kind} with the ${idFields[kind]} "${id}".`,
    });
  }
  return {
    kind,
    record: recordOf(kind, { [idFields[kind]]: found.row['id'], ...found.row }),
    received_at: formatTimestamp(new Date(Number(BigInt(found.version) / 1_000_000n))),
  };
};

/** A call that has no evaluation may have calibrations: the newest one. */
const orCalibration = (callId: string) => sql`
  union all
  (select to_jsonb(calibrations), version::text from calibrations where call_id = ${callId} order by version desc limit 1)
  limit 1`;

type Row = Record<string, unknown>;

/** The columns that are fields of the record, but for what is not known of it. */
const recordOf = (kind: RecordKind, row: Row): RecordOf<RecordKind> => {
  const record: Row = {};
  for (const [name, schema] of Object.entries(recordSchemas[kind].properties)) {
    const value = name === 'parameters' ? linesOf(row) : row[name];
    if (value === null || value === undefined) continue;
    const isInstant = 'format' in schema && schema.format === 'date-time' && typeof value === 'string';
    record[name] = isInstant ? inUtc(value) : value;
  }
  return record as RecordOf<RecordKind>;
};

/** A form's lines lie in four arrays. */
const linesOf = (row: Row): EvaluationRecord['parameters'] => {
  const column = <Value>(name: string) => (row[name] ?? []) as Value[];
  const [scores, maxScores] = [column<number>('parameter_scores'), column<number>('parameter_max_scores')];
  const passed = column<boolean>('parameter_passed');
  return column<string>('parameters').map((parameter, index) => ({
    parameter,
    score: scores[index] ?? 0,
    max_score: maxScores[index] ?? 0,
    passed: passed[index] ?? false,
  }));
};

/** To the millisecond at most, and without zeros that say nothing. */
const inUtc = (instant: string): string => new Date(instant).toISOString().replace('.000Z', 'Z');
