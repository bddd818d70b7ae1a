import type { Database } from '@reports/database';
import type { Messaging } from '@reports/messaging';
import type { Storage } from '@reports/storage';
import { sql } from 'drizzle-orm';
import { discardMessages, waitUntilHeard } from './discard-messages.ts';
import { stopWork } from './stop-work.ts';

/** Rows in one statement: short transactions, so that no other workspace waits for one. */
const batchRows = 5_000;
const removedAtOnce = 16;

export interface DeletionDependencies {
  /** As the owner of the tables. */
  database: Database;
  /** As a user that may change streams. */
  messaging: Messaging;
  storage: Storage;
}

/** What went, by table; tables that had nothing are left out. */
export interface DeletedWorkspace {
  workspace_id: string;
  rows: Record<string, number>;
  messages: number;
  objects: number;
}

/**
 * Deletes a workspace and everything of it, but for the audit. Its keys go first, so that nobody writes; then what is being made and what
 * is to come is stopped, which the scheduler is waited for; then messages, rows and objects go, in batches. Ended at any point, it goes on from
 * there the next time: the row of the workspace is the last. Throws an Error where there is none, or the scheduler is away.
 */
export const deleteWorkspace = async (
  { database, messaging, storage }: DeletionDependencies,
  workspaceId: string,
): Promise<DeletedWorkspace> => {
  await closeWorkspace(database, workspaceId);
  await stopWork(database, workspaceId);
  await waitUntilHeard({ database, messaging }, workspaceId);
  const before = await discardMessages(messaging, workspaceId);
  const rows = await deleteRows(database, workspaceId);
  const objects = await removeObjects(storage, workspaceId);
  const after = await discardMessages(messaging, workspaceId);
  return { workspace_id: workspaceId, rows, messages: before + after, objects };
};

/** From here on no request has a key, and no object of the workspace is anybody's. */
const closeWorkspace = ({ orm }: Database, workspaceId: string): Promise<void> =>
  orm.transaction(async (transaction) => {
    const known = await transaction.execute(sql`
      select id from workspaces where id = ${workspaceId} union select id from deleted_workspaces where id = ${workspaceId}`);
    if (known.length === 0) {
      throw new Error(`There is no workspace ${workspaceId}. "workspaces list" shows those that there are.`);
    }
    await transaction.execute(
      sql`insert into deleted_workspaces (id) values (${workspaceId}) on conflict do nothing`,
    );
    await transaction.execute(sql`delete from api_keys where workspace_id = ${workspaceId}`);
  });

/** Tables that have rows of workspaces, by the catalogue: one that a later release adds is among them. Reports last: others name them. */
const tenantTables = async ({ orm }: Database): Promise<string[]> => {
  const tables = await orm.execute<{ table_name: string }>(sql`
    select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'workspace_id' and table_name !~ '^audit'
    order by table_name = 'reports', table_name`);
  return tables.map((table) => table.table_name);
};

const deleteRows = async (database: Database, workspaceId: string): Promise<Record<string, number>> => {
  const { orm } = database;
  const tables = await tenantTables(database);
  const rows: Record<string, number> = {};
  const deleteBatch = async (work: Pick<typeof orm, 'execute'>, table: string, limit: number) => {
    const name = sql.identifier(table);
    const { count } = await work.execute(sql`
      delete from ${name} where workspace_id = ${workspaceId} and ctid = any (array(
        select ctid from ${name} where workspace_id = ${workspaceId} limit ${limit}))`);
    if (count > 0) rows[table] = (rows[table] ?? 0) + count;
    return count;
  };
  // The triggers leave rollups alone that cover nothing: they go as rows do, instead of being counted down to zero.
  await orm.execute(
    sql`update rollup_zones set covered_from = 'infinity', is_retired = true where workspace_id = ${workspaceId}`,
  );
  // Twice: what was on its way in the first pass is there in the second.
  for (let pass = 1; pass <= 2; pass += 1) {
    for (const table of tables) {
      if (table === 'rollup_zones' && pass === 1) continue;
      while ((await deleteBatch(orm, table, batchRows)) === batchRows);
    }
  }
  await orm.transaction(async (transaction) => {
    // Whoever stores records waits, and then finds no workspace.
    await transaction.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`records:${workspaceId}`}, 0))`,
    );
    await transaction.execute(sql`delete from workspaces where id = ${workspaceId}`);
    for (const table of tables) await deleteBatch(transaction, table, 2 ** 31 - 1);
  });
  return rows;
};

const removeObjects = async (storage: Storage, workspaceId: string): Promise<number> => {
  let objects = 0;
  for (const prefix of [`datasets/${workspaceId}/`, `files/${workspaceId}/`]) {
    for await (const page of storage.list(prefix)) {
      for (let from = 0; from < page.length; from += removedAtOnce) {
        await Promise.all(page.slice(from, from + removedAtOnce).map(({ key }) => storage.remove(key)));
      }
      objects += page.length;
    }
  }
  return objects;
};
