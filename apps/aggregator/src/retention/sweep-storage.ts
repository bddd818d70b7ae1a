import { type Database, oneAtATime, reports, workspaces } from '@reports/database';
import { type Logger, type Loop, startLoop } from '@reports/service';
import type { ListedObject, Storage } from '@reports/storage';
import { inArray, sql } from 'drizzle-orm';
import type { Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';

const everyMs = 6 * 3_600_000;
/** Younger objects are left alone: an attempt's objects are there before a row says so. */
const minAgeMs = 24 * 3_600_000;
/** What storage itself may take to delete what is past its time. */
const graceMs = 24 * 3_600_000;

interface Dependencies {
  database: Database;
  storage: Storage;
  metrics: Metrics;
  log: Logger;
}

/**
 * Four times a day deletes what no report needs: the objects of attempts that lost, and those past their retention where storage
 * has no rule for it. One replica at a time does it.
 */
export const startSweeping = ({ registry, ...dependencies }: Dependencies & { registry: Registry }): Loop =>
  startLoop({
    name: 'storage_sweep',
    everyMs,
    work: (signal) =>
      oneAtATime(dependencies.database, 'storage_sweep', () =>
        sweepStorage(dependencies, new Date(Date.now() - minAgeMs), signal),
      ),
    log: dependencies.log,
    metrics: registry,
  });

/** Sweeps the bucket once, a page at a time: objects last changed before an instant, and uploads begun before it. */
export const sweepStorage = async (
  dependencies: Dependencies,
  before: Date,
  signal?: AbortSignal,
): Promise<void> => {
  const { storage, log } = dependencies;
  for (const prefix of ['datasets/', 'files/']) {
    for await (const page of storage.list(prefix, signal)) {
      const owned = page.filter(({ lastModified }) => lastModified < before).flatMap(withOwner);
      for (const [workspaceId, objects] of Map.groupBy(owned, (object) => object.workspaceId)) {
        await sweepWorkspace(dependencies, workspaceId, objects, signal);
      }
    }
  }
  const uploads = await storage.dropUnfinished(before, signal);
  if (uploads > 0) log.info({ uploads }, 'unfinished uploads are dropped');
};

interface OwnedObject extends ListedObject {
  workspaceId: string;
  reportId: string;
}

/** The report that an object was made for, by its key; of other keys we know nothing. Before 0.2 an attempt had no part in it. */
const withOwner = (object: ListedObject): OwnedObject[] => {
  const [, workspaceId, reportId] = /^(?:datasets|files)\/([^/]+)\/([^/.]+)[/.]/.exec(object.key) ?? [];
  return workspaceId && reportId ? [{ ...object, workspaceId, reportId }] : [];
};

const sweepWorkspace = async (
  { database, storage, metrics, log }: Dependencies,
  workspaceId: string,
  objects: OwnedObject[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const isNeeded = await findNeeded(database, workspaceId, objects);
  const unneeded = objects.filter((object) => !isNeeded(object));
  for (const { key, bytes } of unneeded) {
    await storage.remove(key, signal);
    metrics.objectsSwept.inc();
    metrics.bytesSwept.inc(bytes);
    log.debug({ key }, 'an object that no report needs is deleted');
  }
  if (unneeded.length > 0)
    log.info({ workspace_id: workspaceId, objects: unneeded.length }, 'storage is swept');
};

/**
 * Whether an object is needed still. Everything of a report that is being made is. A finished one's row names what it needs, until its
 * retention is over; a rendering of another report's dataset needs what that one's row names. A workspace that we do not know may be
 * another platform's, or one of a database that is being restored; of one that was deleted nothing is needed.
 */
const findNeeded = async (
  database: Database,
  workspaceId: string,
  objects: OwnedObject[],
): Promise<(object: OwnedObject) => boolean> => {
  const ids = [...new Set(objects.map(({ reportId }) => reportId))];
  return database.withWorkspace(workspaceId, async (transaction) => {
    const [known] = await transaction
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(sql`${workspaces.id} = ${workspaceId}`);
    if (!known) {
      const deleted = await transaction.execute(
        sql`select 1 from deleted_workspaces where id = ${workspaceId}`,
      );
      return () => deleted.length === 0;
    }
    const rows = await transaction
      .select({
        id: reports.id,
        status: reports.status,
        deletedAt: reports.deletedAt,
        fileKey: reports.fileKey,
        summaryKey: sql<string | null>`${reports.dataset} ->> 'summaryKey'`,
        rowsKey: sql<string | null>`${reports.dataset} ->> 'rowsKey'`,
        isOver: sql<boolean>`coalesce(${reports.fileRetainedUntil} < now() - make_interval(secs => ${graceMs / 1_000}), false)`,
      })
      .from(reports)
      .where(inArray(reports.id, ids));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const isDeleted = (reportId: string) => !byId.has(reportId) || byId.get(reportId)?.deletedAt !== null;
    const orphans = objects.filter(({ reportId }) => isDeleted(reportId)).map(({ key }) => key);
    const adopted = orphans.length === 0 ? new Set() : await findAdopted(transaction, orphans);
    return ({ key, reportId }) => {
      const row = byId.get(reportId);
      if (!row || row.deletedAt) return adopted.has(key);
      if (row.status === 'generating') return true;
      return !row.isOver && [row.fileKey, row.summaryKey, row.rowsKey].includes(key);
    };
  });
};

/** Datasets whose own report was deleted, and that another report was rendered from. */
const findAdopted = async (
  transaction: Parameters<Parameters<Database['withWorkspace']>[1]>[0],
  keys: string[],
): Promise<Set<string | null>> => {
  const summaryKey = sql<string | null>`${reports.dataset} ->> 'summaryKey'`;
  const rowsKey = sql<string | null>`${reports.dataset} ->> 'rowsKey'`;
  const rows = await transaction
    .select({ summaryKey, rowsKey })
    .from(reports)
    .where(sql`${inArray(summaryKey, keys)} or ${inArray(rowsKey, keys)}`);
  return new Set(rows.flatMap((row) => [row.summaryKey, row.rowsKey]));
};
