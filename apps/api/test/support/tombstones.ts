import type { Client } from './client.ts';
import type { TestApi } from './start-api.ts';

/** Kind and id of what a workspace refuses. */
export const recordTombstonesOf = async (
  { owner }: TestApi,
  { workspaceId }: Client,
): Promise<unknown[][]> => {
  const rows =
    await owner.sql`select kind, id from record_tombstones where workspace_id = ${workspaceId} order by kind, id`;
  return rows.map((row) => [row['kind'], row['id']]);
};
