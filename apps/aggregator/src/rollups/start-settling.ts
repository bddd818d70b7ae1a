import { type Database, isPassing, workspaces } from '@reports/database';
import { forEachAlone, type Logger, type Loop, startLoop } from '@reports/service';
import { isNotNull, or } from 'drizzle-orm';
import type { Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import { takeStep } from './settle-zones.ts';

/** How soon a change of a workspace's zone is seen. */
const everyMs = 2_000;
const progressEveryMs = 10_000;

/**
 * Makes the rollups of workspaces whose home zone has changed, and those that a new release brought, in the background: workspaces take turns, a step each. Several replicas
 * may do it at once, a workspace is one's at a time.
 */
export const startSettling = ({
  database,
  metrics,
  registry,
  log,
}: {
  database: Database;
  metrics: Metrics;
  registry: Registry;
  log: Logger;
}): Loop => {
  const watch = watchProgress(log);

  const step = async (workspaceId: string): Promise<boolean> => {
    const taken = await takeStep(database, workspaceId);
    if (taken.did === 'extended') {
      metrics.rollupRecords.inc({ kind: taken.kind }, taken.records);
      watch.extended(workspaceId, taken);
    }
    if (taken.did === 'settled') watch.settled(workspaceId);
    return taken.did === 'extended' || taken.did === 'retired';
  };

  const work = async (signal: AbortSignal): Promise<'more' | void> => {
    const pending = await database.call(() =>
      database.orm
        .select({ id: workspaces.id })
        .from(workspaces)
        .where(or(isNotNull(workspaces.rollupsPendingSince), workspaces.lacksRollups)),
    );
    metrics.workspacesRebuilding.set(pending.length);
    let isMore = false;
    await forEachAlone(
      pending,
      async ({ id }) => {
        if (!signal.aborted && (await step(id))) isMore = true;
      },
      {
        isAway: isPassing,
        onFailure: ({ id }, error) => {
          log.warn({ err: error, workspace_id: id }, 'a step of its rollups failed: trying again');
        },
      },
    );
    return isMore ? 'more' : undefined;
  };
  return startLoop({ name: 'rollup_zones', everyMs, work, log, metrics: registry });
};

/** Says in the log that rollups are being made, now and then how far they are, and when they are done. */
const watchProgress = (log: Logger) => {
  const seen = new Map<string, { startedAt: number; saidAt: number; records: number }>();
  return {
    extended: (workspaceId: string, { timezone, records }: { timezone: string; records: number }) => {
      const now = Date.now();
      const entry = seen.get(workspaceId) ?? { startedAt: now, saidAt: 0, records: 0 };
      entry.records += records;
      if (now - entry.saidAt >= progressEveryMs) {
        log.info(
          { workspace_id: workspaceId, timezone, records: entry.records },
          'rollups of another zone are being made',
        );
        entry.saidAt = now;
      }
      seen.set(workspaceId, entry);
    },
    settled: (workspaceId: string) => {
      const entry = seen.get(workspaceId);
      seen.delete(workspaceId);
      // A workspace without records has nothing to tell.
      if (!entry) return;
      const seconds = Math.round((Date.now() - entry.startedAt) / 1_000);
      log.info(
        { workspace_id: workspaceId, records: entry.records, seconds },
        "rollups are those of the workspace's home zone",
      );
    },
  };
};
