import type { DatasetReference } from './dataset.ts';
import type { ReportRequest } from './events.ts';
import type { ReportFailure } from './http/report.ts';
import type { DayOfWeek, Frequency } from './http/schedule.ts';
import type { ReportFormat } from './report-format.ts';
import type { StoredPart } from './split.ts';

/** Temporal task queues: one for each kind of worker, so that each scales alone. */
export const taskQueues = {
  /** Workflows, and the scheduler's own activities. */
  scheduler: 'scheduler',
  aggregator: 'aggregator',
  /** json and csv: quick, many at once. */
  renderFiles: 'renderer-files',
  /** pdf: one for each core, behind Chromium. */
  renderPdf: 'renderer-pdf',
  /** xlsx: a queue that renderers of 1.0.0, which cannot make them, do not ask. */
  renderWorkbooks: 'renderer-workbooks',
  /** Reports that are split, of any format: a queue that renderers of 1.0.0, which would make one file, do not ask. */
  renderParts: 'renderer-parts',
} as const;

/** A report's file in storage. */
export interface RenderedFile {
  key: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** pdf alone. */
  pageCount?: number;
  /** Of a split report, whose file is a ZIP. */
  parts?: StoredPart[];
}

/** A dataset that was just made; `file` is the report's, where it was asked for and the dataset has it as it is. */
export interface BuiltDataset extends DatasetReference {
  file?: RenderedFile;
}

export interface AggregatorActivities {
  /**
   * One snapshot → a frozen dataset. Each attempt makes one of its own; the reference says which one is used. Schedulers before
   * 1.1 want no file.
   */
  buildDataset(request: ReportRequest, options?: { withFile?: boolean }): Promise<BuiltDataset>;
}

export interface RendererActivities {
  /** A dataset → the report's file, in the format of the request. Each attempt makes a file of its own. */
  renderReport(input: { request: ReportRequest; dataset: DatasetReference }): Promise<RenderedFile>;
}

/** Where operators look at what a workflow is about; each is left out where no setting says. Schedulers before 1.1 give none. */
export interface OperatorLinks {
  report?: string;
  /** With `{key}` in the place of the file's key in storage. */
  file?: string;
  /** The page of the runbook, to which an entry's name is added. */
  runbook?: string;
}

/** What a workflow that is to make a report has to do. */
export type ReportTurn = (
  | { make: ReportRequest }
  /** Why nothing is to be done; `failed`: the report has failed, and so does the workflow. */
  | { nothing: string; failed: boolean }
) & { links?: OperatorLinks };

/** Run as local activities of the workflow. Each is one transaction and may be repeated. */
export interface SchedulerActivities {
  /** Holds a workflow against the report's row before it does anything. */
  beginReport: (input: { request: ReportRequest; workflowId: string }) => Promise<ReportTurn>;
  /**
   * Gives a sentence when the report was completed before, with another file, which stays. Throws `already_failed` when it has
   * failed meanwhile.
   */
  completeReport(input: {
    request: ReportRequest;
    dataset: DatasetReference;
    file: RenderedFile;
  }): Promise<string | undefined>;
  failReport(input: { request: ReportRequest; failure: ReportFailure }): Promise<void>;
  /** The dataset of an earlier report, for another format of it. */
  findDataset(input: { workspaceId: string; reportId: string }): Promise<DatasetReference>;
}

/** What a Temporal Schedule hands to the workflow that it starts. */
export interface FiredSchedule {
  workspaceId: string;
  /** The report that has the schedule. */
  reportId: string;
  /** The revision of the schedule's row, and its calendar, that the Temporal Schedule was made from. */
  revision: number;
  calendar: {
    frequency: Frequency;
    dayOfWeek: DayOfWeek | null;
    dayOfMonth: string | null;
    time: string;
    timezone: string;
  };
}

/** Run as local activities of the workflows that schedules start. Each is one transaction and may be repeated. */
export interface ScheduleActivities {
  /** Opens the slot that a schedule fired for (`firedFor`, an instant): its run's report is then the workflow's to make. */
  openSlot(input: FiredSchedule & { firedFor: string; workflowId: string }): Promise<ReportTurn>;
}

/** Whose deliveries. */
export interface ReportDeliveries {
  workspace_id: string;
  report_id: string;
}

/** What PostgreSQL's ledger says of a report's deliveries. */
export interface SeenDeliveries {
  /** For the person who opens the workflow: Markdown, addresses masked. */
  text: string;
  /** How many are still to be sent. */
  pending: number;
  /** Until the next try; null: there is none. */
  nextInSeconds: number | null;
}

/** Run as local activities of `followDeliveries`. The notifier alone sends; these look, and change what waits. */
export interface DeliveryActivities {
  readDeliveries(input: ReportDeliveries): Promise<SeenDeliveries>;
  /** What waits for its next try is due now; gives how many. */
  hurryDeliveries(input: ReportDeliveries): Promise<number>;
  /** One that waits will not be sent. Throws `delivery_not_waiting` while it is tried, and for one that is sent, given up or not there. */
  skipDelivery(input: ReportDeliveries & { delivery_id: string; reason: string }): Promise<void>;
}

/** The header of workflows and activities that names the trace they belong to, as W3C's `traceparent` does. */
export const traceHeader = 'traceparent';

/** Sent to a workflow when an activity of its waits for an operator: its details in Temporal's UI then say so. */
export const operatorWaitSignal = 'waitsForOperator';

/** A workflow's answer to where it stands, in words. */
export const progressQuery = 'progress';

/** Ends a report as failed, with a reason for its client. */
export const cancelUpdate = 'cancel';

/** Tries a report's deliveries that wait now, not at the end of their pauses. */
export const retryNowUpdate = 'retryNow';

/** A delivery that waits is not sent: its id, and a reason. */
export const skipDeliveryUpdate = 'skipDelivery';

export interface OperatorWaitNotice {
  /** The error's code, which the runbook explains. */
  code: string;
  /** What to do. */
  message: string;
}

/** The queue that renders a format, as one file or split. */
export const renderQueue = (format: ReportFormat, isSplit = false): string => {
  if (isSplit) return taskQueues.renderParts;
  if (format === 'pdf') return taskQueues.renderPdf;
  return format === 'xlsx' ? taskQueues.renderWorkbooks : taskQueues.renderFiles;
};
