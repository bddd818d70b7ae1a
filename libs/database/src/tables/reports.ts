import type {
  DatasetReference,
  MailDecision,
  ReportFilters,
  ReportFormat,
  ReportStatus,
  ReportType,
  ScheduleRequest,
  SplitBy,
  StoredPart,
  Warning,
} from '@reports/contracts';
import { bigint, boolean, date, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

export type MailRules = Pick<ScheduleRequest, 'attach' | 'skip_if_empty' | 'deliver_if'>;

/** A decision, and the state that it left: both are those of the run before where the run had no value. */
export interface StoredMailDecision extends MailDecision {
  /** Whether the condition held. */
  isTrue?: boolean;
  /** What `changed_by` compares with. */
  baseline?: number;
}

export const reports = pgTable('reports', {
  id: text('id').primaryKey(),
  workspaceId: text('workspace_id').notNull(),
  type: text('type').$type<ReportType>().notNull(),
  format: text('format').$type<ReportFormat>().notNull(),
  status: text('status').$type<ReportStatus>().notNull().default('generating'),
  periodFrom: date('period_from', { mode: 'string' }).notNull(),
  periodTo: date('period_to', { mode: 'string' }).notNull(),
  timezone: text('timezone').notNull(),
  /** As the client sent them. */
  filters: jsonb('filters').$type<ReportFilters>().notNull().default({}),
  /** What was said of the request when it was accepted; null: nothing. */
  warnings: jsonb('warnings').$type<Warning[]>(),
  /** Whom to tell when it is done. */
  notifyEmails: text('notify_emails').array().notNull().default([]),
  sourceReportId: text('source_report_id'),
  scheduledFor: instant('scheduled_for'),
  /** The report whose frozen dataset this one renders; null: its own. */
  datasetReportId: text('dataset_report_id'),
  /** The earlier report of the same request that it was made again after. */
  comparedTo: text('compared_to'),
  dataset: jsonb('dataset').$type<DatasetReference>(),
  rowCount: bigint('row_count', { mode: 'number' }),
  dataAsOf: instant('data_as_of'),
  fileKey: text('file_key'),
  fileBytes: bigint('file_bytes', { mode: 'number' }),
  /** Hexadecimal. */
  fileSha256: text('file_sha256'),
  /** When storage deletes the file. */
  fileRetainedUntil: instant('file_retained_until'),
  pageCount: integer('page_count'),
  /** A file for each agent or team, in one ZIP; null: one file. */
  splitBy: text('split_by').$type<SplitBy>(),
  /** What the ZIP has. */
  parts: jsonb('parts').$type<StoredPart[]>(),
  errorCode: text('error_code'),
  errorMessage: text('error_message'),
  errorRetryable: boolean('error_retryable'),
  /** The workflow that makes it; null: it has the report's id. See `workflowIdOf`. */
  workflowId: text('workflow_id'),
  /** How often it was begun. */
  attempt: integer('attempt').notNull().default(1),
  /** When the notifier wrote what its end owes into the ledger. */
  deliveriesRecordedAt: instant('deliveries_recorded_at'),
  /** When its end was last announced again; null: never. */
  announcedAt: instant('announced_at'),
  /** Signed links that were made until then open nothing; null: none was revoked. */
  linksRevokedAt: instant('links_revoked_at'),
  /** When webhooks were last told that its records had changed since; null: never. */
  restatedAt: instant('restated_at'),
  /** The revision of the schedule that made it: the trigger copies it, and the schedule's own format and filters. Null: not a run. */
  scheduleRevision: integer('schedule_revision'),
  /** How the run is mailed, as its schedule said when it was made: a trigger copies it. Null: not a run. */
  mailRules: jsonb('mail_rules').$type<MailRules>(),
  /** Whether it was, and what the next run's decision needs to know; null: nothing was to be decided. */
  mailDecision: jsonb('mail_decision').$type<StoredMailDecision>(),
  createdAt: createdAt(),
  /** When it left `generating`, completed or failed. */
  completedAt: instant('completed_at'),
  /** Deleted, and kept without figures for the runs of its schedule. */
  deletedAt: instant('deleted_at'),
  /** When its figures and file were deleted because they held a person whose records were erased. */
  erasedAt: instant('erased_at'),
});
export type ReportRow = typeof reports.$inferSelect;
