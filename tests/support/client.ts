import { createReportsClient, type Report, ReportFailed, type ReportsClient } from '@reports/client';
import type { RecordKind, RecordOf } from '@reports/contracts';

/** A report as the API answers it: what a test wants to look at is named, the rest is there. */
export interface ReportAnswer extends Record<string, unknown> {
  report_id: string;
  status: string;
  data?: Record<string, unknown>;
  download_url?: string;
  row_count?: number;
  error?: { code: string; message: string; retryable: boolean };
  created_at: string;
  completed_at?: string;
}

export interface Client {
  workspaceId: string;
  key: string;
  reports: ReportsClient;
  /** Any request with the workspace's key, and its answer as it is. */
  request: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** Posts a report; throws unless it is accepted. */
  post: (body: Record<string, unknown>) => Promise<ReportAnswer>;
  /** The report once it has left `generating`; throws when that takes over a minute and a half. */
  finished: (reportId: string) => Promise<ReportAnswer>;
  send: <Kind extends RecordKind>(kind: Kind, records: RecordOf<Kind>[]) => Promise<void>;
}

const finishTimeoutMs = 90_000;

export const createClient = (url: string, key: string, workspaceId: string): Client => {
  const reports = createReportsClient({ url, key });
  const looselyTyped = (report: unknown): ReportAnswer => report as ReportAnswer;
  return {
    workspaceId,
    key,
    reports,
    request: (method, path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    post: async (body) => looselyTyped(await reports.createReport(body as never)),
    finished: (reportId) =>
      reports
        .waitForReport(reportId, { timeoutMs: finishTimeoutMs })
        .catch((error: unknown): Report | Promise<Report> => {
          // A test may want to see how a report failed.
          if (error instanceof ReportFailed) return reports.getReport(reportId);
          throw error;
        })
        .then(looselyTyped),
    send: async (kind, records) => {
      const { rejected } = await reports.sendRecords(kind, records as never);
      if (rejected.length > 0) throw new Error(`The API rejected ${JSON.stringify(rejected)}`);
    },
  };
};
