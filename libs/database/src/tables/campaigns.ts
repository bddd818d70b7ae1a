import { bigint, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

export const campaigns = pgTable(
  'campaigns',
  {
    workspaceId: text('workspace_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    /** When the bus stored the record, in nanoseconds since 1970: a newer one replaces an older one. */
    version: bigint('version', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
