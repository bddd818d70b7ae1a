import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt } from './columns.ts';

export const workspaces = pgTable('workspaces', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Requests a minute; null: the platform's setting. */
  rateLimitPerMinute: integer('rate_limit_per_minute'),
  createdAt: createdAt(),
});
