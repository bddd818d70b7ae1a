import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Requests counted by minute, for all api replicas. */
export const rateLimitWindows = pgTable('rate_limit_windows', {
  workspaceId: text('workspace_id').primaryKey(),
  windowStart: instant('window_start').notNull(),
  used: integer('used').notNull(),
});
