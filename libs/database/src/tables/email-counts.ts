import { date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** E-mails of a workspace that were handed to the mail server, by day of UTC. */
export const emailCounts = pgTable(
  'email_counts',
  {
    workspaceId: text('workspace_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    emails: integer('emails').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.day] })],
);
