import type { Sentiment } from '@reports/contracts';
import { bigint, boolean, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

export const calls = pgTable(
  'calls',
  {
    workspaceId: text('workspace_id').notNull(),
    id: text('id').notNull(),
    campaignId: text('campaign_id').notNull(),
    agentId: text('agent_id').notNull(),
    contactId: text('contact_id').notNull(),
    startedAt: timestamp('started_at', { withTimezone: true, mode: 'string' }).notNull(),
    durationSeconds: integer('duration_seconds').notNull(),
    connected: boolean('connected').notNull(),
    disposition: text('disposition'),
    language: text('language'),
    sentiment: text('sentiment').$type<Sentiment>(),
    /** When the bus stored the record, in nanoseconds since 1970: a newer one replaces an older one. */
    version: bigint('version', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
