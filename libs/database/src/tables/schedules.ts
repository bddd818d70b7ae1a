import type { DayOfWeek, Frequency, ReportFilters, ReportFormat, ScheduleRequest } from '@reports/contracts';
import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

export const schedules = pgTable('schedules', {
  /** The report that has the schedule. */
  reportId: text('report_id').primaryKey(),
  workspaceId: text('workspace_id').notNull(),
  frequency: text('frequency').$type<Frequency>().notNull(),
  dayOfWeek: text('day_of_week').$type<DayOfWeek>(),
  /** `1` to `28`, or `last`. */
  dayOfMonth: text('day_of_month'),
  /** Wall clock, HH:MM, in `timezone`. */
  time: text('time').notNull(),
  timezone: text('timezone').notNull(),
  emails: text('emails').array().notNull().default([]),
  /** The fields as the client sent them, to answer back. */
  requested: jsonb('requested').$type<ScheduleRequest>().notNull(),
  /** Of coming runs; null: the report's. */
  format: text('format').$type<ReportFormat>(),
  /** The same. */
  filters: jsonb('filters').$type<ReportFilters>(),
  status: text('status', { enum: ['active', 'paused', 'cancelled'] })
    .notNull()
    .default('active'),
  /** Counts changes: the version that runs say. The Temporal Schedule carries the revision it was made from. */
  revision: integer('revision').notNull().default(1),
  /** Slots before it are not owed. */
  activeSince: instant('active_since').notNull().defaultNow(),
  createdAt: createdAt(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});
export type ScheduleRow = typeof schedules.$inferSelect;
