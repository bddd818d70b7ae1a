import type { PlatformEvent } from '@reports/contracts';
import { bigint, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt } from './columns.ts';

/** Events that a transaction promised to the bus. The relay deletes each once the bus has it. */
export const outbox = pgTable('outbox', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  workspaceId: text('workspace_id').notNull(),
  subject: text('subject').notNull(),
  event: jsonb('event').$type<PlatformEvent>().notNull(),
  createdAt: createdAt(),
});
