import type { CreatedKey, Key, KeyScope, ListOf } from '@reports/contracts';
import { apiKeys, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { countRows } from '../lists/count-rows.ts';
import { listPage, type PageParameters, readPage } from '../lists/page.ts';
import { generateApiKey } from './api-key.ts';

/** The api's role of the database can write the secret's hash, and not read it. */
const { secretHash: _unreadable, ...columns } = getTableColumns(apiKeys);
export type KeyRow = Omit<typeof apiKeys.$inferSelect, 'secretHash'>;

/** A key as the API answers it, without its secret. */
export const keyResource = ({ id, scope, createdAt, expiresAt, revokedAt }: KeyRow): Key => ({
  key_id: id,
  scope,
  created_at: formatTimestamp(createdAt),
  ...(expiresAt !== null && { expires_at: formatTimestamp(expiresAt) }),
  ...(revokedAt !== null && { revoked_at: formatTimestamp(revokedAt) }),
});

/** A new key. Its text is shown here, and kept nowhere. */
export const createKey = async (
  transaction: Pick<Transaction, 'insert'>,
  {
    workspaceId,
    scope,
    expiresInDays,
  }: { workspaceId: string; scope: KeyScope; expiresInDays?: number | undefined },
): Promise<CreatedKey & { key: string }> => {
  const { id, secretHash, text } = generateApiKey();
  const [row] = await transaction
    .insert(apiKeys)
    .values({
      id,
      workspaceId,
      scope,
      secretHash,
      ...(expiresInDays !== undefined && {
        expiresAt: sql`now() + make_interval(days => ${expiresInDays})`,
      }),
    })
    .returning(columns);
  if (!row) throw new Error('The key was not inserted');
  return { ...keyResource(row), key: text };
};

/** Revokes a key, of one workspace or (an operator's command) of any; undefined when there is none. A second time changes nothing. */
export const revokeKey = async (
  transaction: Pick<Transaction, 'update'>,
  keyId: string,
  workspaceId?: string,
): Promise<KeyRow | undefined> => {
  const [row] = await transaction
    .update(apiKeys)
    .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
    .where(
      and(
        eq(apiKeys.id, keyId),
        workspaceId === undefined ? undefined : eq(apiKeys.workspaceId, workspaceId),
      ),
    )
    .returning(columns);
  return row;
};

/** A page of a workspace's keys, newest first. */
export const listKeys = async (
  transaction: Transaction,
  workspaceId: string,
  query: PageParameters,
): Promise<ListOf<Key>> => {
  const page = readPage(query);
  const chosen = eq(apiKeys.workspaceId, workspaceId);
  const fromPlace =
    page.after &&
    sql`(${apiKeys.createdAt}, ${apiKeys.id}) < (${page.after.at.toISOString()}, ${page.after.id})`;
  const rows = await transaction
    .select(columns)
    .from(apiKeys)
    .where(and(chosen, fromPlace))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(page.limit + 1)
    .offset(page.after ? 0 : page.offset);
  return listPage(rows, page, {
    count: () => countRows(transaction, apiKeys, chosen),
    toItem: keyResource,
    placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
};
