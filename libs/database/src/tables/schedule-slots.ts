import { bigint, date, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** One row for each slot of a schedule, unique by schedule and local time: what makes a run happen once. */
export const scheduleSlots = pgTable('schedule_slots', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  workspaceId: text('workspace_id').notNull(),
  reportId: text('report_id').notNull(),
  /** Wall clock in the schedule's zone, `2024-02-05T06:00`. */
  localTime: text('local_time').notNull(),
  scheduledFor: instant('scheduled_for').notNull(),
  periodFrom: date('period_from', { mode: 'string' }).notNull(),
  periodTo: date('period_to', { mode: 'string' }).notNull(),
  status: text('status', { enum: ['started', 'missed'] }).notNull(),
  runReportId: text('run_report_id'),
  createdAt: createdAt(),
});
