/** TypeScript client for the Reports API. */
export { createReportsClient, type ReportsClient } from './client.ts';
export type { Connection } from './retrying-fetch.ts';
export type {
  Api,
  Report,
  ReportSummary,
  CreateReport,
  AcceptedReport,
  WaitOptions,
  Download,
} from './reports.ts';
export type { RecordKind, RecordOf, RejectedRecord, SentRecords, SendRecordsOptions } from './records.ts';
export { ReportsApiError, ReportFailed, type Fault, type Problem } from './errors.ts';
export { verifyWebhook, WebhookVerificationError, type WebhookMessage } from './verify-webhook.ts';
export type { paths, components } from './schema.ts';
