import { Type, type Static } from 'typebox';
import { Comparison } from '../comparison.ts';
import { Completeness } from '../completeness.ts';
import { ReportFilters } from '../filters.ts';
import { CalendarDate, Count, EmailAddress, TimeZone, Timestamp } from '../primitives.ts';
import { ReportFormat, ReportStatus } from '../report-format.ts';
import { ReportType } from '../report-types/index.ts';
import { ReportPart, SplitBy } from '../split.ts';
import { LastRun, Schedule, ScheduleRequest } from './schedule.ts';
import { Warning } from './warning.ts';

export const ReportId = Type.String({ pattern: '^rpt_[0-9A-Za-z]+$', examples: ['rpt_8Xm3kL9wP'] });
export type ReportId = Static<typeof ReportId>;

/** Whom a one-time report is mailed to when it is done. */
export const Notify = Type.Object({ email: EmailAddress }, { additionalProperties: false });
export type Notify = Static<typeof Notify>;

/** Body of `POST /v1/reports`. */
export const CreateReport = Type.Object(
  {
    type: ReportType,
    from: CalendarDate,
    to: CalendarDate,
    timezone: Type.Optional(TimeZone),
    filters: Type.Optional(ReportFilters),
    format: Type.Optional(ReportFormat),
    split_by: Type.Optional(SplitBy),
    schedule: Type.Optional(ScheduleRequest),
    notify: Type.Optional(Notify),
  },
  { additionalProperties: false },
);
export type CreateReport = Static<typeof CreateReport>;

/** Body of `POST /v1/reports/{id}/render`: the same frozen figures in another format. */
export const RenderAgain = Type.Object(
  { format: ReportFormat, split_by: Type.Optional(SplitBy) },
  { additionalProperties: false },
);
export type RenderAgain = Static<typeof RenderAgain>;

export const ReportFile = Type.Object({
  bytes: Count,
  sha256: Type.String({ description: 'Hexadecimal.' }),
  retained_until: Timestamp,
});
export type ReportFile = Static<typeof ReportFile>;

/** What changed of a report's records since its figures were made. */
export const Restatement = Type.Object(
  {
    since: Type.String({
      ...Timestamp,
      description: 'From when on, at the latest, its figures are no longer those of today.',
    }),
    kinds: Type.Array(Type.String(), { description: 'The kinds of records that changed.' }),
  },
  {
    description:
      'Records inside the period came, changed or were deleted after `data_as_of`, whatever the filters. `POST /v1/reports/{id}/rerun` makes the report again.',
  },
);
export type Restatement = Static<typeof Restatement>;

const warnings = Type.Optional(
  Type.Array(Warning, {
    description:
      'Values of filters that no record of the workspace has had, and a period that is not over. Left out where there is nothing to say.',
  }),
);

export const ReportFailure = Type.Object({
  code: Type.String(),
  message: Type.String(),
  retryable: Type.Boolean({ description: 'Whether posting the same report again may succeed.' }),
});
export type ReportFailure = Static<typeof ReportFailure>;

/** The answer of `POST /v1/reports`. */
export const AcceptedReport = Type.Object({
  report_id: ReportId,
  type: ReportType,
  status: ReportStatus,
  format: ReportFormat,
  split_by: Type.Optional(SplitBy),
  scheduled: Type.Boolean(),
  schedule: Type.Optional(Schedule),
  warnings,
  created_at: Timestamp,
});
export type AcceptedReport = Static<typeof AcceptedReport>;

/** The answer of `POST /v1/reports/{id}/links/revoke`: links that were made until then open nothing. */
export const RevokedLinks = Type.Object({ report_id: ReportId, links_revoked_at: Timestamp });
export type RevokedLinks = Static<typeof RevokedLinks>;

/** A report without its data: an item of `GET /v1/reports`. What does not apply is left out. */
export const ReportSummary = Type.Object({
  report_id: ReportId,
  type: ReportType,
  status: ReportStatus,
  format: ReportFormat,
  split_by: Type.Optional(SplitBy),
  from: CalendarDate,
  to: CalendarDate,
  timezone: TimeZone,
  filters: Type.Optional(ReportFilters),
  scheduled: Type.Boolean(),
  schedule: Type.Optional(Schedule),
  source_report_id: Type.Optional(ReportId),
  scheduled_for: Type.Optional(Timestamp),
  schedule_version: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Of a run: which version of its schedule made it.' }),
  ),
  warnings,
  row_count: Type.Optional(Count),
  data_as_of: Type.Optional(Timestamp),
  data_through: Type.Optional(Completeness.properties.data_through),
  days_without_data: Type.Optional(Completeness.properties.days_without_data),
  complete: Type.Optional(Completeness.properties.complete),
  restated: Type.Optional(Restatement),
  compared_to: Type.Optional(Comparison),
  page_count: Type.Optional(Count),
  file: Type.Optional(ReportFile),
  error: Type.Optional(ReportFailure),
  erased_at: Type.Optional({
    ...Timestamp,
    description:
      'Its figures and its file were deleted then, because they held a person whose records were erased.',
  }),
  created_at: Timestamp,
  completed_at: Type.Optional(Timestamp),
});
export type ReportSummary = Static<typeof ReportSummary>;

/** A report that has a schedule: an item of `GET /v1/schedules`. */
export const ScheduledReport = Type.Object({
  report_id: ReportId,
  type: ReportType,
  format: ReportFormat,
  split_by: Type.Optional(SplitBy),
  filters: Type.Optional(ReportFilters),
  schedule: Schedule,
  last_run: Type.Optional(LastRun),
  created_at: Timestamp,
});
export type ScheduledReport = Static<typeof ScheduledReport>;

/** What only `GET /v1/reports/{id}` adds, while the file is kept. */
export const DownloadLink = Type.Object({
  download_url: Type.String({ format: 'uri' }),
  download_url_expires_at: Timestamp,
});
export type DownloadLink = Static<typeof DownloadLink>;

/** What only `GET /v1/reports/{id}` of a split report adds, beside the link to the ZIP. */
export const ReportParts = Type.Array(ReportPart, {
  description: 'Of a split report: its files, in the order of the report. While they are kept.',
});
export type ReportParts = Static<typeof ReportParts>;
