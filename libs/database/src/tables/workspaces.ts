import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

export const workspaces = pgTable('workspaces', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** IANA: the home zone. Rollups are by its days, and reports in it unless they ask for another. */
  timezone: text('timezone').notNull().default('UTC'),
  /** Since when rollups are not yet those of the home zone alone; null: they are. Set by a trigger when the zone changes. */
  rollupsPendingSince: instant('rollups_pending_since'),
  /** Requests a minute; null: the platform's setting. */
  rateLimitPerMinute: integer('rate_limit_per_minute'),
  createdAt: createdAt(),
});
