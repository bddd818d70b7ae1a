import { assertNever } from '@reports/contracts';
import {
  apiKeys,
  auditEntries,
  type AuditEntry,
  type Transaction,
  type Database,
  reopenReport,
  reports,
  workspaces,
} from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { createId } from '@reports/service';
import { and, asc, eq, gte, inArray, sql } from 'drizzle-orm';
import { createKey, keyResource, revokeKey } from '../keys/manage-keys.ts';
import type { DatabaseCommand, LimitChanges } from './read-command.ts';

type Orm = Database['orm'];

/** Does what a command says; gives what is printed. Throws an Error for a workspace or key that is not there. */
export const runCommand = async ({ orm }: Database, command: DatabaseCommand): Promise<unknown> => {
  switch (command.name) {
    case 'create workspace':
      return createWorkspace(orm, command);
    case 'list workspaces':
      return (await orm.select().from(workspaces).orderBy(asc(workspaces.createdAt))).map(workspaceResource);
    case 'limit workspace':
      return limitWorkspace(orm, command);
    case 'create key':
      await requireWorkspace(orm, command.workspaceId);
      return orm.transaction(async (transaction) => {
        const { workspaceId } = command;
        const key = await createKey(transaction, command);
        await noteOperator(transaction, { workspaceId, action: 'createKey', resource: key.key_id });
        return { workspace_id: workspaceId, ...key };
      });
    case 'revoke key':
      return orm.transaction(async (transaction) => {
        const row = await revokeKey(transaction, command.keyId);
        if (!row)
          throw new Error(`There is no key ${command.keyId}. "keys list" shows those that there are.`);
        const { workspaceId, id } = row;
        await noteOperator(transaction, { workspaceId, action: 'revokeKey', resource: id });
        return { workspace_id: workspaceId, ...keyResource(row) };
      });
    case 'list keys':
      return listKeys(orm, command.workspaceId);
    case 'retry reports':
      return retryReports(orm, command);
    default:
      return assertNever(command);
  }
};

/** What an operator does to a workspace is in its audit log, too. */
const noteOperator = (
  transaction: Pick<Transaction, 'execute'>,
  entry: Omit<AuditEntry, 'actor'>,
): Promise<unknown> => transaction.execute(auditEntries([{ actor: 'operator', ...entry }]));

const createWorkspace = (
  orm: Orm,
  { workspaceName, rateLimitPerMinute }: { workspaceName: string; rateLimitPerMinute: number | undefined },
) =>
  orm.transaction(async (transaction) => {
    const workspaceId = createId('ws');
    await transaction
      .insert(workspaces)
      .values({ id: workspaceId, name: workspaceName, rateLimitPerMinute: rateLimitPerMinute ?? null });
    const { key, key_id: keyId } = await createKey(transaction, { workspaceId, scope: 'read_write' });
    await noteOperator(transaction, { workspaceId, action: 'createWorkspace', resource: keyId });
    return { workspace_id: workspaceId, key };
  });

const limitWorkspace = async (
  orm: Orm,
  { workspaceId, limits }: { workspaceId: string; limits: LimitChanges },
) => {
  await requireWorkspace(orm, workspaceId);
  const { requestsPerMinute, ...others } = limits;
  return orm.transaction(async (transaction) => {
    const [row] = await transaction
      .update(workspaces)
      .set({
        ...(requestsPerMinute !== undefined && { rateLimitPerMinute: requestsPerMinute }),
        limits: sql`jsonb_strip_nulls(${workspaces.limits} || ${JSON.stringify(others)}::jsonb)`,
      })
      .where(eq(workspaces.id, workspaceId))
      .returning();
    await noteOperator(transaction, { workspaceId, action: 'limitWorkspace' });
    return row && workspaceResource(row);
  });
};

const listKeys = async (orm: Orm, workspaceId: string | undefined) => {
  if (workspaceId !== undefined) await requireWorkspace(orm, workspaceId);
  const rows = await orm
    .select()
    .from(apiKeys)
    .where(workspaceId === undefined ? undefined : eq(apiKeys.workspaceId, workspaceId))
    .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
  return rows.map((row) => ({ workspace_id: row.workspaceId, ...keyResource(row) }));
};

/** In order of failure, each in a transaction of its own: what was made again before a fault stays so. */
const retryReports = async (
  orm: Orm,
  {
    since,
    codes,
    workspaceId,
  }: { since: Date; codes: string[] | undefined; workspaceId: string | undefined },
) => {
  if (workspaceId !== undefined) await requireWorkspace(orm, workspaceId);
  const failed = await orm
    .select({ reportId: reports.id, workspaceId: reports.workspaceId })
    .from(reports)
    .where(
      and(
        eq(reports.status, 'failed'),
        gte(reports.completedAt, since),
        codes && inArray(reports.errorCode, codes),
        workspaceId === undefined ? undefined : eq(reports.workspaceId, workspaceId),
      ),
    )
    .orderBy(asc(reports.completedAt), asc(reports.id));
  const retried: string[] = [];
  for (const key of failed) {
    const report = await orm.transaction(async (transaction) => {
      const reopened = await reopenReport(transaction, { ...key, source: '/admin' });
      if (reopened) await noteOperator(transaction, { ...key, action: 'retryReport' });
      return reopened;
    });
    if (report) retried.push(report.id);
  }
  return { retried: retried.length, report_ids: retried };
};

const requireWorkspace = async (orm: Orm, workspaceId: string): Promise<void> => {
  const [row] = await orm.select().from(workspaces).where(eq(workspaces.id, workspaceId));
  if (!row) {
    throw new Error(`There is no workspace ${workspaceId}. "workspaces list" shows those that there are.`);
  }
};

const workspaceResource = ({
  id,
  name,
  rateLimitPerMinute,
  limits,
  createdAt,
}: typeof workspaces.$inferSelect) => ({
  workspace_id: id,
  name,
  rate_limit_per_minute: rateLimitPerMinute,
  limits: {
    webhooks: limits.webhooks ?? null,
    schedules: limits.schedules ?? null,
    reports_generating: limits.reportsGenerating ?? null,
    runs_per_hour: limits.runsPerHour ?? null,
    emails_per_day: limits.emailsPerDay ?? null,
  },
  created_at: formatTimestamp(createdAt),
});
