import { type Database, workspaces } from '@reports/database';
import { type Logger, type Loop, startLoop } from '@reports/service';
import { sql } from 'drizzle-orm';
import type { Registry } from 'prom-client';
import { rollupTables, instantColumns, type RolledUpKind, rolledUpKinds } from '../rollups/rollup-tables.ts';
import type { Metrics } from '../metrics.ts';

const everyMs = 3_600_000;
/** Small enough that records which come meanwhile hardly wait. */
const batchRecords = 5_000;

interface Dependencies {
  database: Database;
  metrics: Metrics;
  log: Logger;
}

/**
 * Once an hour deletes the records whose UTC day lies `retentionDays` or more before today; the rollups follow by their triggers.
 * Several replicas may do it at once.
 */
export const startPruning = (
  { registry, ...dependencies }: Dependencies & { registry: Registry },
  retentionDays: number,
): Loop =>
  startLoop({
    name: 'record_pruning',
    everyMs,
    work: (signal) => pruneRecords(dependencies, retentionDays, signal),
    log: dependencies.log,
    metrics: registry,
  });

/** Prunes every workspace once. */
export const pruneRecords = async (
  { database, metrics, log }: Dependencies,
  retentionDays: number,
  signal?: AbortSignal,
): Promise<void> => {
  if (retentionDays === 0) return;
  const all = await database.orm.select({ id: workspaces.id }).from(workspaces);
  for (const { id } of all) {
    for (const kind of rolledUpKinds) {
      if (signal?.aborted) return;
      const records = await pruneKind(database, id, kind, { retentionDays, signal });
      if (records === 0) continue;
      metrics.recordsPruned.inc({ kind }, records);
      log.info({ workspaceId: id, kind, records }, 'old records are deleted');
      await dropEmptyRollups(database, id, kind);
    }
  }
};

/** Deletes batch by batch; gives the number of records. */
const pruneKind = async (
  database: Database,
  workspaceId: string,
  kind: RolledUpKind,
  { retentionDays, signal }: { retentionDays: number; signal: AbortSignal | undefined },
): Promise<number> => {
  for (let total = 0; ;) {
    const deleted = await pruneBatch(database, workspaceId, kind, retentionDays);
    total += deleted;
    if (deleted < batchRecords || signal?.aborted) return total;
  }
};

const pruneBatch = (database: Database, workspaceId: string, kind: RolledUpKind, retentionDays: number) =>
  database.withWorkspace(workspaceId, async (transaction) => {
    const instant = sql.identifier(instantColumns[kind]);
    const result = await transaction.execute(sql`
      delete from ${sql.identifier(kind)} where workspace_id = ${workspaceId} and id in (
        select id from ${sql.identifier(kind)}
        where workspace_id = ${workspaceId} and ${instant} < ((now() at time zone 'UTC')::date - ${retentionDays - 1}::integer)::timestamp at time zone 'UTC'
        order by id limit ${batchRecords})`);
    return result.count;
  });

/** Rollups that the deletions left with zeros. */
const dropEmptyRollups = (database: Database, workspaceId: string, kind: RolledUpKind) =>
  database.withWorkspace(workspaceId, async (transaction) => {
    await transaction.execute(sql`select lock_rollups(${kind}, array[${workspaceId}])`);
    for (const { table, sums } of rollupTables[kind]) {
      const isZero = sql.join(
        sums.map((name) => sql`${sql.identifier(name)} = 0`),
        sql` and `,
      );
      await transaction.execute(
        sql`delete from ${sql.identifier(table)} where workspace_id = ${workspaceId} and ${isZero}`,
      );
    }
  });
