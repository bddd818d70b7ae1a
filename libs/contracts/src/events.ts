import { Type, type Static, type TSchema } from 'typebox';
import { KeptFilters } from './filters.ts';
import { ReportId } from './http/report.ts';
import { CalendarDate, TimeZone, Timestamp } from './primitives.ts';
import { RecordKind } from './records/index.ts';
import { ReportFormat } from './report-format.ts';
import { SplitBy } from './split.ts';
import { ReportType } from './report-types/index.ts';

/** A CloudEvents 1.0 envelope in structured JSON mode. `id` is unique within `source`. */
const CloudEvent = <Name extends string, Data extends TSchema>(type: Name, data: Data) =>
  Type.Object({
    specversion: Type.Literal('1.0'),
    id: Type.String({ minLength: 1 }),
    source: Type.String({ minLength: 1 }),
    type: Type.Literal(type),
    subject: Type.Optional(Type.String({ description: 'The report, or the kind of records.' })),
    time: Type.String({ format: 'date-time' }),
    datacontenttype: Type.Literal('application/json'),
    workspaceid: Type.String({ minLength: 1, description: 'Extension attribute: the tenant.' }),
    traceparent: Type.Optional(
      Type.String({
        description: 'Extension attribute: the trace of what it was promised in (W3C Trace Context).',
      }),
    ),
    dataversion: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Extension attribute: the version of `data`, 1 when absent.' }),
    ),
    data,
  });

/** What is to be made. The workflow `produceReport` takes it as it is. */
export const ReportRequest = Type.Object({
  /** 1 when absent. */
  request_version: Type.Optional(Type.Integer({ minimum: 1 })),
  report_id: ReportId,
  workspace_id: Type.String(),
  workspace_name: Type.String(),
  type: ReportType,
  format: ReportFormat,
  /** With it the request is of version 2: whoever passed it over would make another file. */
  split_by: Type.Optional(SplitBy),
  from: CalendarDate,
  to: CalendarDate,
  timezone: TimeZone,
  filters: KeptFilters,
  /** Set when the frozen dataset of an earlier report is to be rendered again. */
  dataset_report_id: Type.Optional(ReportId),
  /** An earlier report of the same request, to compare the figures with. */
  compared_to: Type.Optional(ReportId),
  /** Set on a run that a schedule made. */
  scheduled_for: Type.Optional(Timestamp),
});
export type ReportRequest = Static<typeof ReportRequest>;

export const ReportRequested = CloudEvent('report.requested', ReportRequest);
export type ReportRequested = Static<typeof ReportRequested>;

/** Keys, never data: the reader takes the rest from the database. */
const ReportKey = Type.Object({ report_id: ReportId, type: ReportType, format: ReportFormat });

export const ReportCompleted = CloudEvent('report.completed', ReportKey);
export type ReportCompleted = Static<typeof ReportCompleted>;

export const ReportFailed = CloudEvent('report.failed', ReportKey);
export type ReportFailed = Static<typeof ReportFailed>;

/** It was cancelled or deleted while it was made: its workflow is to end. */
export const ReportCancelled = CloudEvent(
  'report.cancelled',
  Type.Object({ report_id: ReportId, workflow_id: Type.String() }),
);
export type ReportCancelled = Static<typeof ReportCancelled>;

export const ScheduleChanged = CloudEvent(
  'schedule.changed',
  Type.Object({ report_id: ReportId, revision: Type.Integer() }),
);
export type ScheduleChanged = Static<typeof ScheduleChanged>;

/** Records of one kind, in order. Each is checked against its kind's schema by the consumer. */
export const RecordsReceived = CloudEvent(
  'records.received',
  Type.Object({ kind: RecordKind, records: Type.Array(Type.Unknown(), { minItems: 1 }) }),
);
export type RecordsReceived = Static<typeof RecordsReceived>;

/** A message of records was stored: reports count them from now on. */
export const RecordsStored = CloudEvent(
  'records.stored',
  Type.Object({
    event_id: Type.String({ description: 'The `id` of the message.' }),
    stored: Type.Integer({ minimum: 1, description: 'Its records.' }),
  }),
);

/** A message of records was refused, all of it: it is a dead letter now. */
export const RecordsRefused = CloudEvent(
  'records.refused',
  Type.Object({
    event_id: Type.Optional(
      Type.String({ description: 'The `id` of the message; left out where it could not be read.' }),
    ),
    reason: Type.String({ description: 'What is wrong with it, with the lines that are not valid.' }),
  }),
);

/** What is told to whoever hears it, and kept by nobody. */
export const receiptSchemas = {
  'records.stored': RecordsStored,
  'records.refused': RecordsRefused,
} as const;
export type ReceiptType = keyof typeof receiptSchemas;

export const eventSchemas = {
  'report.requested': ReportRequested,
  'report.completed': ReportCompleted,
  'report.failed': ReportFailed,
  'report.cancelled': ReportCancelled,
  'schedule.changed': ScheduleChanged,
  'records.received': RecordsReceived,
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventOf<Name extends EventType | ReceiptType> = Static<
  (typeof eventSchemas & typeof receiptSchemas)[Name]
>;
export type PlatformEvent = { [Name in EventType]: EventOf<Name> }[EventType];
