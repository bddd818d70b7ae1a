/** The contracts between the services, and with the world. A leaf: it imports typebox and nothing of ours. */
export { assertNever } from './assert-never.ts';
export {
  CalendarDate,
  Timestamp,
  TimeZone,
  EmailAddress,
  ExternalId,
  Rate,
  Coverage,
  Score,
  Count,
  AverageDuration,
  IsoWeek,
  minComparedRecords,
} from './primitives.ts';
export { ChangeTargets, defaultTargets, Targets } from './targets.ts';
export { isCalendarDate, isInstant, isOutOfRange, yearRange } from './formats.ts';
export { canonicalTimeZone, isSameTimeZone } from './time-zones.ts';
export { isStorable, hasStorableTexts } from './storable-text.ts';
export { maxParts, ReportPart, SplitBy, zipContentType } from './split.ts';
export type { StoredPart } from './split.ts';
export { ReportFormat, contentTypes, ReportStatus } from './report-format.ts';
export {
  filterNames,
  FilterValues,
  SeverityValues,
  EvaluationKindValues,
  ReportFilters,
  filterValues,
} from './filters.ts';
export type { FilterName, Column, ReportTypeDefinition } from './report-types/define.ts';
export { QaPerformanceData, qaPerformance } from './report-types/qa-performance.ts';
export { callFigures, DispositionShare, CallSummaryData, callSummary } from './report-types/call-summary.ts';
export {
  Violation,
  RemediedViolations,
  ComplianceAuditData,
  complianceAudit,
  repeatedViolations,
} from './report-types/compliance-audit.ts';
export { CoachedAgent, AgentCoachingData, agentCoaching } from './report-types/agent-coaching.ts';
export {
  CampaignFigures,
  CampaignPerformanceData,
  campaignPerformance,
} from './report-types/campaign-performance.ts';
export {
  reportTypes,
  reportTypeNames,
  ReportType,
  streamedListOf,
  summaryDataOf,
  type ReportData,
} from './report-types/index.ts';
export { figuresOf, isFigure, isRateFigure, readFigure } from './figure-paths.ts';
export { Sentiment, CallRecord } from './records/call.ts';
export { EvaluationKind, EvaluationRecord } from './records/evaluation.ts';
export { severities, Severity, Remediation, ComplianceCheckRecord } from './records/compliance-check.ts';
export { AgentRecord } from './records/agent.ts';
export { CampaignRecord } from './records/campaign.ts';
export { recordSchemas, recordKinds, RecordKind, type RecordOf } from './records/index.ts';
export {
  Frequency,
  daysOfWeek,
  DayOfWeek,
  DayOfMonth,
  Recipients,
  ScheduleRequest,
  ScheduleChange,
  Schedule,
  ScheduleSlot,
  ScheduleCancelled,
  ScheduleState,
  StartRun,
  StartedRun,
  RunStatus,
  LastRun,
  ScheduleRun,
  DeliverIf,
  MailDecision,
} from './http/schedule.ts';
export { Warning } from './http/warning.ts';
export {
  ReportId,
  Notify,
  CreateReport,
  RenderAgain,
  ReportFile,
  Restatement,
  ReportFailure,
  AcceptedReport,
  RevokedLinks,
  ReportParts,
  ReportSummary,
  ScheduledReport,
  DownloadLink,
} from './http/report.ts';
export { Completeness } from './completeness.ts';
export { compareHeadlines, Comparison, ComparedFigure } from './comparison.ts';
export { Fault, Problem } from './http/problem.ts';
export { EraseRecords, Erasure, ErasureId, ErasureStatus, RemovedRecords } from './http/erasure.ts';
export { ListOf, RecordsAccepted } from './http/list.ts';
export {
  WebhookEvent,
  WebhookSecret,
  CreateWebhook,
  ChangeWebhook,
  RotateSecret,
  Webhook,
  WebhookWithSecret,
  ReportEvent,
  TestEvent,
} from './http/webhook.ts';
export { KeyScope, CreateKey, Key, CreatedKey } from './http/api-key.ts';
export {
  RecordsOfKind,
  Workspace,
  WorkspaceData,
  WorkspaceLimits,
  WorkspaceRebuild,
  ChangeWorkspace,
  Labels,
} from './http/workspace.ts';
export { Branding } from './http/branding.ts';
export { DeliveryStatus, DeliveryChannel, Delivery } from './http/delivery.ts';
export {
  ReportRequest,
  ReportRequested,
  ReportCancelled,
  ReportCompleted,
  ReportFailed,
  ScheduleChanged,
  RecordsReceived,
  receiptSchemas,
  eventSchemas,
  type EventType,
  type EventOf,
  type PlatformEvent,
} from './events.ts';
export {
  streams,
  consumers,
  subjectOf,
  endSubjects,
  receiptSubjects,
  receiptSubjectOf,
  wakeSubjects,
  type StreamName,
  type ConsumerName,
} from './subjects.ts';
export {
  cellRule,
  DatasetSummary,
  neutralise,
  restoreNeutralised,
  type DatasetReference,
} from './dataset.ts';
export { storageKeys } from './storage-keys.ts';
export {
  taskQueues,
  operatorWaitSignal,
  traceHeader,
  type OperatorWaitNotice,
  renderQueue,
  type RenderedFile,
  type AggregatorActivities,
  type BuiltDataset,
  type RendererActivities,
  type OperatorLinks,
  type ReportTurn,
  type SchedulerActivities,
  type FiredSchedule,
  type ScheduleActivities,
  type DeliveryActivities,
  type ReportDeliveries,
  type SeenDeliveries,
} from './activities.ts';
export {
  eventVersion,
  newerInEvent,
  newerInRequest,
  newerInSummary,
  requestVersion,
  splitVersion,
} from './versions.ts';
export { searchAttributes, searchAttributeTypes } from './search-attributes.ts';
export { createEvent } from './create-event.ts';
export { AuditEntry } from './http/audit.ts';
