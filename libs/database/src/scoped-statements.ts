import { type AnyColumn, eq, type SQL, sql } from 'drizzle-orm';

/** Rows of the transaction's own workspace: for an UPDATE or DELETE that is given no workspace id. */
export const inWorkspace = ({ workspaceId }: { workspaceId: AnyColumn }): SQL =>
  eq(workspaceId, sql`current_workspace()`);

/** What an UPDATE or DELETE is followed by; \`DO UPDATE SET\` and \`FOR UPDATE SKIP LOCKED\` name no table. */
const changedTable = /\b(?:update|delete\s+from)\s+(?:only\s+)?"?(?!(?:set|skip|nowait|of)\b)(\w+)"?/gi;
const namesWorkspace = /\bwhere\b[\s\S]*(?:\bworkspace_id"?|"workspaces"\."id")\s*(?:=|in\b)/i;

/**
 * Throws when a statement changes or deletes rows and does not say of which workspace. Row-level security limits it as well; a role that
 * it does not hold for, or a policy that was dropped by mistake, must not turn such a statement into one over all customers' rows.
 */
export const refuseUnscoped = (statement: string): void => {
  const tables = [...statement.matchAll(changedTable)].map(([, table = '']) => table.toLowerCase());
  if (tables.length === 0 || namesWorkspace.test(statement)) return;
  throw new Error(
    `A statement changes rows of ${tables.join(', ')} without naming their workspace: add workspace_id to its WHERE.`,
  );
};
