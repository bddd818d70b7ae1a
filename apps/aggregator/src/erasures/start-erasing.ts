import { type Database, erasures, type ErasureRow, isPassing, tryLock, workspaces } from '@reports/database';
import { forEachAlone, type Logger, type Loop, startLoop } from '@reports/service';
import type { Storage } from '@reports/storage';
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Registry } from 'prom-client';
import { eraseBatch } from './erase-records.ts';
import { addRemoved, findHeld, isAnyMaking, markErased } from './erase-reports.ts';

/** How soon an erasure is begun. */
const everyMs = 2_000;
const statementTimeoutMs = 120_000;

interface Dependencies {
  database: Database;
  storage: Storage;
  log: Logger;
}

/**
 * Does the erasures that were asked for: workspaces take turns, a step each. Each step is a transaction, and may be the last one of this
 * process: the next step of any process goes on from there.
 */
export const startErasing = ({ registry, ...dependencies }: Dependencies & { registry: Registry }): Loop => {
  const { database, log } = dependencies;
  const work = async (signal: AbortSignal): Promise<'more' | void> => {
    const pending = await database.call(() =>
      database.orm
        .select({ id: workspaces.id })
        .from(workspaces)
        .where(isNotNull(workspaces.erasuresPendingSince)),
    );
    let isMore = false;
    await forEachAlone(
      pending,
      async ({ id }) => {
        if (!signal.aborted && (await eraseStep(dependencies, id)) === 'removed') isMore = true;
      },
      {
        isAway: isPassing,
        onFailure: ({ id }, error) =>
          log.warn({ err: error, workspace_id: id }, 'a step of an erasure failed: trying again'),
      },
    );
    return isMore ? 'more' : undefined;
  };
  return startLoop({ name: 'erasures', everyMs, work, log, metrics: registry });
};

/** `waiting`: for another replica, or for reports that are being made. */
export type Step = 'removed' | 'waiting' | 'done';

/** Takes a workspace's oldest erasure one step further. */
export const eraseStep = async (
  { database, storage, log }: Dependencies,
  workspaceId: string,
  batchRecords?: number,
): Promise<Step> => {
  const { step, held } = await database.withWorkspace(workspaceId, async (transaction) => {
    if (!(await tryLock(transaction, `erasures:${workspaceId}`))) return { step: 'waiting' as const };
    await transaction.execute(
      sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`,
    );
    // Locked: who asks for another erasure waits, or is seen by the next statement.
    await transaction.execute(sql`select 1 from workspaces where id = ${workspaceId} for no key update`);
    const running = and(eq(erasures.workspaceId, workspaceId), eq(erasures.status, 'running'));
    const [erasure] = await transaction
      .select()
      .from(erasures)
      .where(running)
      .orderBy(asc(erasures.createdAt), asc(erasures.id))
      .limit(1);
    if (!erasure) {
      await transaction
        .update(workspaces)
        .set({ erasuresPendingSince: null })
        .where(eq(workspaces.id, workspaceId));
      return { step: 'done' as const };
    }
    const isErasure = and(eq(erasures.id, erasure.id), eq(erasures.workspaceId, workspaceId));
    if (!erasure.recordsRemovedAt) {
      const removed = await eraseBatch(transaction, erasure, batchRecords);
      if (Object.keys(removed).length > 0) await addRemoved(transaction, erasure, removed);
      else
        await transaction
          .update(erasures)
          .set({ recordsRemovedAt: sql`clock_timestamp()` })
          .where(isErasure);
      return { step: 'removed' as const };
    }
    const reports = await findHeld(transaction, erasure);
    if (reports.length > 0) return { step: 'removed' as const, held: { erasure, reports } };
    if (await isAnyMaking(transaction, erasure)) return { step: 'waiting' as const };
    await transaction
      .update(erasures)
      .set({ status: 'completed', completedAt: sql`now()` })
      .where(isErasure);
    log.info(
      { workspace_id: workspaceId, erasure_id: erasure.id, removed: erasure.removed },
      'an erasure is done',
    );
    return { step: 'removed' as const };
  });
  if (held) await eraseReports({ database, storage }, held);
  return step;
};

/** The objects first: ended in between, the next step finds the same reports. */
const eraseReports = async (
  { database, storage }: Pick<Dependencies, 'database' | 'storage'>,
  { erasure, reports }: { erasure: ErasureRow; reports: { id: string; keys: string[] }[] },
): Promise<void> => {
  for (const { keys } of reports) await Promise.all(keys.map((key) => storage.remove(key)));
  await database.withWorkspace(erasure.workspaceId, (transaction) =>
    markErased(
      transaction,
      erasure,
      reports.map(({ id }) => id),
    ),
  );
};
