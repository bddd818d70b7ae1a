import type { ConsumerName } from '@reports/contracts';
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Events that a consumer has dealt with, so that a redelivery changes nothing. */
export const inbox = pgTable(
  'inbox',
  {
    consumer: text('consumer').$type<ConsumerName>().notNull(),
    eventId: text('event_id').notNull(),
    /** Set by the database: that of the transaction. Null: from before it was noted. */
    workspaceId: text('workspace_id'),
    processedAt: instant('processed_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.consumer, table.eventId] })],
);
