import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** Erasures of a person's records: a job each. Its `spans` is for SQL alone. */
export const erasures = pgTable('erasures', {
  id: text('id').primaryKey(),
  workspaceId: text('workspace_id').notNull(),
  subject: text('subject', { enum: ['contact', 'agent'] }).notNull(),
  subjectId: text('subject_id').notNull(),
  status: text('status', { enum: ['running', 'completed'] })
    .notNull()
    .default('running'),
  /** What it has removed so far, by kind; `reports` are those whose figures and file were deleted. */
  removed: jsonb('removed').$type<Record<string, number>>().notNull().default({}),
  /** When the last record was deleted: figures that were taken later hold nothing of the person. */
  recordsRemovedAt: instant('records_removed_at'),
  createdAt: createdAt(),
  completedAt: instant('completed_at'),
});
export type ErasureRow = typeof erasures.$inferSelect;
