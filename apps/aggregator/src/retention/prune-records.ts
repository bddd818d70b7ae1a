import { setTimeout as wait } from 'node:timers/promises';
import { type Database, dropEmptyContactDays, workspaces } from '@reports/database';
import { type Logger, type Loop, startLoop } from '@reports/service';
import { sql, type SQL } from 'drizzle-orm';
import type { Registry } from 'prom-client';
import {
  instantColumns,
  recordTables,
  type RolledUpKind,
  type RolledUpRecords,
  rolledUpKinds,
  rolledUpRecords,
  type RollupTable,
  rollupTables,
} from '../rollups/rollup-tables.ts';
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
 * Once an hour deletes the records whose day in the home zone lies `retentionDays` or more before today; the rollups follow by their triggers.
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
  const all = await database.orm
    .select({ id: workspaces.id, timezone: workspaces.timezone })
    .from(workspaces);
  for (const { id, timezone } of all) {
    if (signal?.aborted) return;
    const pruned = { workspaceId: id, timezone, retentionDays };
    await database.withWorkspace(id, (transaction) =>
      transaction.execute(sql`
        delete from calibrations
        where workspace_id = ${id} and evaluated_at < ${firstKeptDay(pruned)}::timestamp at time zone ${timezone}`),
    );
    for (const kind of rolledUpRecords) {
      if (signal?.aborted) return;
      const records = await pruneKind(database, { ...pruned, kind }, signal);
      if (records === 0) continue;
      metrics.recordsPruned.inc({ kind }, records);
      log.info({ workspace_id: id, kind, records }, 'old records are deleted');
    }
  }
};

interface Pruned {
  workspaceId: string;
  kind: RolledUpRecords;
  /** Whose days count. */
  timezone: string;
  retentionDays: number;
}

/**
 * Deletes batch by batch, from the oldest record on; gives the number of records. Each batch begins where the one before it ended: what
 * is deleted is not read again. There is no hurry, so after each batch it rests for as long as that took: the database is others' half of the time.
 */
const pruneKind = async (
  database: Database,
  pruned: Pruned,
  signal: AbortSignal | undefined,
): Promise<number> => {
  let since = '-infinity';
  for (let total = 0; ;) {
    const startedAt = performance.now();
    const batch = await pruneBatch(database, pruned, since);
    total += batch.records;
    if (batch.until === undefined) {
      if (total > 0) {
        const kinds = rolledUpKinds.filter((kind) => recordTables[kind] === pruned.kind);
        for (const kind of kinds) await dropEmptyRollups(database, pruned, kind);
      }
      return total;
    }
    await wait(performance.now() - startedAt, undefined, signal && { signal }).catch(() => undefined);
    if (signal?.aborted) return total;
    since = batch.until;
  }
};

/** The day before which records are deleted. */
const firstKeptDay = ({ timezone, retentionDays }: Omit<Pruned, 'kind'>): SQL =>
  sql`((now() at time zone ${timezone})::date - ${retentionDays - 1}::integer)`;

/** The records from an instant on, as many as a batch may have and those of the last one's instant; `until` is absent after the last. */
const pruneBatch = (
  database: Database,
  pruned: Pruned,
  since: string,
): Promise<{ records: number; until: string | undefined }> =>
  database.withWorkspace(pruned.workspaceId, async (transaction) => {
    const { workspaceId, kind, timezone } = pruned;
    const [table, instant] = [sql.identifier(kind), sql.identifier(instantColumns[kind])];
    const isOld = sql`workspace_id = ${workspaceId} and ${instant} >= ${since}::timestamptz
      and ${instant} < ${firstKeptDay(pruned)}::timestamp at time zone ${timezone}`;
    // What is too old to be kept is no correction: no report is restated.
    await transaction.execute(sql`select set_config('app.pruning', 'on', true)`);
    const [last] = await transaction.execute<{ until: string }>(sql`
      select ${instant}::text as until from ${table} where ${isOld} order by ${instant} offset ${batchRecords - 1} limit 1`);
    const isInBatch = last ? sql`${isOld} and ${instant} <= ${last.until}::timestamptz` : isOld;
    // Locked by id, as whoever stores corrections locks them.
    const deleted = await transaction.execute<{ contact_id: string }>(sql`
      with batch as (select id from ${table} where ${isInBatch} order by id for update)
      delete from ${table} using batch where workspace_id = ${workspaceId} and ${table}.id = batch.id
      returning ${kind === 'calls' ? sql`contact_id` : sql`null as contact_id`}`);
    if (kind === 'calls')
      await dropEmptyContactDays(
        transaction,
        workspaceId,
        deleted.map((call) => call.contact_id),
      );
    return { records: deleted.length, until: last?.until };
  });

/** Days of a contact or a call are found by it alone, and dropped with what is deleted. */
const foundById = new Set(['contact_id', 'call_id']);

/** The column of each table's key that a day can be found by. */
const dayOf = ({ keys }: RollupTable): string | undefined =>
  ['starts_on', 'day'].find((name) => keys.includes(name) && !keys.some((key) => foundById.has(key)));

/** Rollups that the deletions left with zeros: of the days before the first that is kept. */
const dropEmptyRollups = (database: Database, pruned: Pruned, kind: RolledUpKind) =>
  database.withWorkspace(pruned.workspaceId, async (transaction) => {
    await transaction.execute(sql`select lock_rollups(${kind}, array[${pruned.workspaceId}])`);
    for (const rollups of rollupTables[kind]) {
      const day = dayOf(rollups);
      if (day === undefined) continue;
      const isZero = sql.join(
        rollups.sums.map((name) => sql`${sql.identifier(name)} = 0`),
        sql` and `,
      );
      await transaction.execute(sql`
        delete from ${sql.identifier(rollups.table)}
        where workspace_id = ${pruned.workspaceId} and ${sql.identifier(day)} <= ${firstKeptDay(pruned)} and ${isZero}`);
    }
  });
