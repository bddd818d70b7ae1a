import type { RecordKind } from '@reports/contracts';
import { type Database, lockRecords } from '@reports/database';
import { ServiceError } from '@reports/service';
import { sql } from 'drizzle-orm';
import { invalidRecords } from './read-records.ts';
import type { RecordBatch, TableRows } from './record-batch.ts';
import { calibrations, recordTables } from './record-tables.ts';

export type StoreRecords = (
  workspaceId: string,
  kind: RecordKind,
  batches: readonly RecordBatch[],
) => Promise<void>;

const statementTimeoutMs = 120_000;

/**
 * Stores checked records in one transaction: the rows, and by the triggers on them the rollups. It needs no inbox: the
 * versions make a repeat change nothing, in whatever order messages come.
 *
 * Throws `invalid_records` and `unknown_workspace`, which no repeat changes, and what `translateDatabaseError` gives.
 */
export const createStoreRecords =
  ({ database }: { database: Database }): StoreRecords =>
  async (workspaceId, kind, batches) => {
    const writes = writesOf(kind, batches);
    try {
      await database.withWorkspace(workspaceId, async (transaction) => {
        await transaction.execute(sql`
          select set_config('statement_timeout', ${String(statementTimeoutMs)}, true), ${lockRecords(workspaceId, 'shared')}`);
        // Not before the lock: what is deleted by then is seen. Most workspaces have no tombstones, and look up nothing for each record.
        const [workspace] = await transaction.execute<{ hasTombstones: boolean }>(sql`
          select exists (select from record_tombstones where workspace_id = ${workspaceId}) as "hasTombstones"
          from workspaces where id = ${workspaceId}`);
        if (!workspace) throw unknownWorkspace(workspaceId);
        for (const { table, json } of writes)
          await transaction.execute(table.statement(workspaceId, json, workspace));
      });
    } catch (error) {
      throw translate(kind, error);
    }
  };

/** The rows of all batches, table by table: first those of the kind itself. */
const writesOf = (kind: RecordKind, batches: readonly RecordBatch[]): TableRows[] => {
  const all = batches.flatMap(({ rows }) => rows).filter(({ json }) => json !== '');
  return [recordTables[kind], calibrations]
    .map((table) => ({ table, texts: all.filter((rows) => rows.table === table).map(({ json }) => json) }))
    .filter(({ texts }) => texts.length > 0)
    .map(({ table, texts }) => ({ table, json: `[${texts.join(',')}]` }));
};

const unknownWorkspace = (workspaceId: string): ServiceError =>
  new ServiceError({
    code: 'unknown_workspace',
    message: `There is no workspace "${workspaceId}".`,
    fate: 'client',
  });

/** SQLSTATE 22 and 23: what the records hold; 57014: the statement took too long, behind other work. */
const translate = (kind: RecordKind, error: unknown): unknown => {
  const code = sqlState(error);
  if (code === undefined || error instanceof ServiceError) return error;
  if (/^2[23]/.test(code)) return invalidRecords(kind, sqlMessage(error), error);
  if (code !== '57014') return error;
  return new ServiceError({
    code: 'database_busy',
    message: `The ${kind} could not be stored yet: ${sqlMessage(error)}`,
    fate: 'passing',
    cause: error,
  });
};

/** Drizzle wraps the driver's error. */
const innermost = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : error;

const sqlState = (error: unknown): string | undefined => {
  const cause = innermost(error);
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
};

const sqlMessage = (error: unknown): string => {
  const cause = innermost(error);
  return cause instanceof Error ? cause.message : String(cause);
};
