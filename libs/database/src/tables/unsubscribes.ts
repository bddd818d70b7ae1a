import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt } from './columns.ts';

/** Addresses that unsubscribed: from one scheduled report, or (reportId '') from all of a workspace. */
export const unsubscribes = pgTable(
  'unsubscribes',
  {
    workspaceId: text('workspace_id').notNull(),
    reportId: text('report_id').notNull(),
    address: text('address').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.reportId, table.address] })],
);
