import { pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

export const webhooks = pgTable('webhooks', {
  id: text('id').primaryKey(),
  workspaceId: text('workspace_id').notNull(),
  url: text('url').notNull(),
  events: text('events').array().notNull(),
  /** Standard Webhooks secrets, `whsec_...`, newest first. */
  secrets: text('secrets').array().notNull(),
  /** Until when the second of them signs too: 24 hours after it was replaced, by a trigger. */
  oldSecretUntil: instant('old_secret_until'),
  /** Null: enabled. */
  disabledAt: instant('disabled_at'),
  createdAt: createdAt(),
});
