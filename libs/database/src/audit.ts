import { sql, type SQL } from 'drizzle-orm';

/** What happened: see the table `audit_log`. When is the database's to say. */
export interface AuditEntry {
  workspaceId: string;
  actor: string;
  action: string;
  reportId?: string | undefined;
  resource?: string | undefined;
  recipient?: string | undefined;
  address?: string | undefined;
  userAgent?: string | undefined;
  requestId?: string | undefined;
}

/** The statement that adds entries to the audit log, for the transaction of what they tell of; at least one. */
export const auditEntries = (entries: readonly AuditEntry[]): SQL => {
  const rows = entries.map(
    (
      entry,
    ) => sql`(${entry.workspaceId}, ${entry.actor}, ${entry.action}, ${entry.reportId ?? null}, ${entry.resource ?? null},
      ${entry.recipient ?? null}, ${entry.address ?? null}, ${entry.userAgent ?? null}, ${entry.requestId ?? null})`,
  );
  return sql`insert into audit_log (workspace_id, actor, action, report_id, resource, recipient, address, user_agent, request_id)
    values ${sql.join(rows, sql`, `)}`;
};
