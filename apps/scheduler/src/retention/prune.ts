import type { Database } from '@reports/database';
import { type Health, type Logger, type Loop, startLoop } from '@reports/service';
import { type SQL, sql } from 'drizzle-orm';

const everyMs = 3_600_000;
/** Rows in one statement: short transactions, so that nobody waits for a row. */
const batchSize = 5_000;

/**
 * How long rows live that only serve their time. What is not named here lives for ever (workspaces, reports, schedules and
 * their slots, addresses that unsubscribed), goes when it is used (outbox), or is storage's to delete (files, datasets).
 */
const lives: Record<string, SQL> = {
  // As the contract has it.
  idempotency_keys: sql`created_at < now() - interval '24 hours'`,
  // The bus keeps an event for seven days, so none comes again after eight.
  inbox: sql`processed_at < now() - interval '8 days'`,
  // A dead letter lives for ninety days and may be replayed: nothing older than that comes again.
  record_tombstones: sql`created_at < now() - interval '100 days'`,
  erasures: sql`created_at < now() - interval '365 days' and status <> 'running'`,
  // What was sent to whom, for a year. One that is still to be sent stays.
  deliveries: sql`created_at < now() - interval '365 days' and status <> 'pending'`,
};

/** Prunes at the start and every hour. Several schedulers may do it at once. */
export const startPruning = ({
  systemDatabase,
  auditRetentionDays,
  log,
  metrics,
}: {
  systemDatabase: Database;
  auditRetentionDays: number;
  log: Logger;
  metrics: Health['metrics'];
}): Loop =>
  startLoop({
    name: 'pruning',
    everyMs,
    work: async (signal) => {
      const pruned = {
        ...(await prune(systemDatabase, signal)),
        audit_log: await pruneAuditLog(systemDatabase, auditRetentionDays, signal),
      };
      log.info({ pruned }, 'old rows are pruned');
    },
    log,
    metrics,
  });

/** Deletes every row whose time is up; says how many of each table. */
export const prune = async (
  systemDatabase: Database,
  signal: AbortSignal,
): Promise<Record<string, number>> => {
  const pruned: Record<string, number> = {};
  for (const [table, isOver] of Object.entries(lives)) {
    pruned[table] = 0;
    for (let deleted = batchSize; deleted === batchSize && !signal.aborted;) {
      const name = sql.identifier(table);
      const result = await systemDatabase.orm.execute(sql`
        delete from ${name} where ctid = any (array(
          select ctid from ${name} where ${isOver} limit ${batchSize}))`);
      deleted = result.count;
      pruned[table] += deleted;
    }
  }
  return pruned;
};

/** Deletes entries of the audit log that are older. The database keeps thirty days whatever is asked for; says how many went. */
export const pruneAuditLog = async (
  { orm }: Database,
  retentionDays: number,
  signal: AbortSignal,
): Promise<number> => {
  let pruned = 0;
  for (let deleted = batchSize; deleted === batchSize && !signal.aborted;) {
    const [row] = await orm.execute<{ deleted: number }>(
      sql`select prune_audit_log(${retentionDays}::integer, ${batchSize}::integer) as deleted`,
    );
    deleted = row?.deleted ?? 0;
    pruned += deleted;
  }
  return pruned;
};
