import type {
  Comparison,
  Completeness,
  DayOfWeek,
  Frequency,
  ReportFilters,
  ReportFormat,
  ReportStatus,
  ReportType,
  Restatement,
  ScheduleRequest,
  SplitBy,
  StoredPart,
  Warning,
} from '@reports/contracts';
import { bigint, boolean, date, integer, jsonb, pgView, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from '../tables/columns.ts';

/** A report with its schedule, if it has one: what the API answers. */
export const reportDetails = pgView('report_details', {
  id: text('id').notNull(),
  workspaceId: text('workspace_id').notNull(),
  type: text('type').$type<ReportType>().notNull(),
  format: text('format').$type<ReportFormat>().notNull(),
  status: text('status').$type<ReportStatus>().notNull(),
  periodFrom: date('period_from', { mode: 'string' }).notNull(),
  periodTo: date('period_to', { mode: 'string' }).notNull(),
  timezone: text('timezone').notNull(),
  filters: jsonb('filters').$type<ReportFilters>().notNull(),
  sourceReportId: text('source_report_id'),
  scheduledFor: instant('scheduled_for'),
  rowCount: bigint('row_count', { mode: 'number' }),
  dataAsOf: instant('data_as_of'),
  fileKey: text('file_key'),
  fileBytes: bigint('file_bytes', { mode: 'number' }),
  fileSha256: text('file_sha256'),
  fileRetainedUntil: instant('file_retained_until'),
  pageCount: integer('page_count'),
  errorCode: text('error_code'),
  errorMessage: text('error_message'),
  errorRetryable: boolean('error_retryable'),
  createdAt: createdAt(),
  completedAt: instant('completed_at'),
  /** Null: the report has no schedule. The same for the seven after it. */
  scheduleStatus: text('schedule_status', { enum: ['active', 'paused', 'cancelled'] }),
  scheduleRequested: jsonb('schedule_requested').$type<ScheduleRequest>(),
  frequency: text('frequency').$type<Frequency>(),
  dayOfWeek: text('day_of_week').$type<DayOfWeek>(),
  dayOfMonth: text('day_of_month'),
  time: text('time'),
  scheduleTimezone: text('schedule_timezone'),
  activeSince: instant('active_since'),
  /** It has a schedule that is not cancelled, or a schedule made it. */
  scheduled: boolean('scheduled').notNull(),
  /** Deleted, and kept without figures for the runs of its schedule: nobody is shown it. */
  deletedAt: instant('deleted_at'),
  /** When its figures and file were deleted because they held a person whose records were erased. */
  erasedAt: instant('erased_at'),
  /** Of the dataset. Reports of 1.0.0 have none. */
  completeness: jsonb('completeness').$type<Completeness>(),
  /** Links that were made until then open nothing; null: none was revoked. */
  linksRevokedAt: instant('links_revoked_at'),
  /** The earlier report of the same request. */
  comparedTo: text('compared_to'),
  comparison: jsonb('comparison').$type<Comparison>(),
  /** What changed of its records since; null: nothing. Looked up at each reading: lists leave it out. */
  restated: jsonb('restated').$type<Restatement>(),
  /** What was said of the request when it was accepted; null: nothing. */
  warnings: jsonb('warnings').$type<Warning[]>(),
  /** Which version of its schedule made it; null: not a run, or one of before versions were noted. */
  runRevision: integer('run_revision'),
  /** Of its own schedule, and what its coming runs are made with where that is not the report's. */
  scheduleRevision: integer('schedule_revision'),
  scheduleFormat: text('schedule_format').$type<ReportFormat>(),
  scheduleFilters: jsonb('schedule_filters').$type<ReportFilters>(),
  /** A file for each agent or team, in one ZIP; null: one file. */
  splitBy: text('split_by').$type<SplitBy>(),
  /** What the ZIP has, up to some hundred kilobytes: lists leave it out. */
  parts: jsonb('parts').$type<StoredPart[]>(),
}).existing();
export type ReportDetails = typeof reportDetails.$inferSelect;
