import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt } from './columns.ts';

/** Who did what. Rows are added and read, never changed. */
export const auditLog = pgTable('audit_log', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  workspaceId: text('workspace_id').notNull(),
  createdAt: createdAt(),
  /** A key's id, `link`, `mail`, `webhook` or `operator`. */
  actor: text('actor').notNull(),
  /** As the API calls its operations, `createReport`; beside them `downloadFile`, `sendEmail`, `sendWebhook`, `unsubscribe`. */
  action: text('action').notNull(),
  reportId: text('report_id'),
  /** What else it was done to, or what came of it. */
  resource: text('resource'),
  recipient: text('recipient'),
  address: text('address'),
  userAgent: text('user_agent'),
  requestId: text('request_id'),
});
