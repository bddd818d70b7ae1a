import { setTimeout as delay } from 'node:timers/promises';
import type { RecordKind, ReportFormat } from '@reports/contracts';

/** What the demo reads of a report. */
export interface DemoReport {
  report_id: string;
  status: 'generating' | 'completed' | 'failed';
  download_url?: string;
  page_count?: number;
  data?: Record<string, unknown>;
  error?: { message: string };
}

interface ReportRequest {
  type: string;
  from: string;
  to: string;
  format: ReportFormat;
  notify?: { email: string };
}

/** The platform's public API, as any client has it. */
export interface ApiClient {
  sendRecords: (kind: RecordKind, records: readonly unknown[]) => Promise<void>;
  createReport: (request: ReportRequest) => Promise<DemoReport>;
  /** Waits until the report leaves `generating`; throws when it failed. */
  finishedReport: (id: string) => Promise<DemoReport>;
  /** Whether the key is still good. */
  accepted: () => Promise<boolean>;
}

const waitSeconds = 30;
const giveUpAfterMs = 120_000;

export const createApiClient = ({ url, key }: { url: string; key: string }): ApiClient => {
  const send = (path: string, body?: { type: string; text: string }): Promise<Response> => {
    const authorization = `Bearer ${key}`;
    if (body === undefined) return fetch(`${url}/v1${path}`, { headers: { authorization } });
    const headers = { authorization, 'content-type': body.type };
    return fetch(`${url}/v1${path}`, { method: 'POST', headers, body: body.text });
  };
  const call = async (path: string, body?: { type: string; text: string }): Promise<Response> => {
    for (;;) {
      const response = await send(path, body);
      if (response.ok) return response;
      const retryAfter = Number(response.headers.get('retry-after'));
      if ((response.status !== 429 && response.status !== 503) || !(retryAfter > 0)) {
        throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      }
      await response.arrayBuffer();
      await delay(retryAfter * 1_000);
    }
  };
  const post = (path: string, type: string, text: string): Promise<Response> => call(path, { type, text });

  return {
    sendRecords: async (kind, records) => {
      const lines = records.map((record) => JSON.stringify(record)).join('\n');
      const response = await post(`/records/${kind}`, 'application/x-ndjson', lines);
      await response.arrayBuffer();
    },
    createReport: async (request) => {
      const response = await post('/reports', 'application/json', JSON.stringify(request));
      return (await response.json()) as DemoReport;
    },
    finishedReport: async (id) => {
      const deadline = Date.now() + giveUpAfterMs;
      for (;;) {
        const response = await call(`/reports/${id}?wait=${waitSeconds}`);
        const report = (await response.json()) as DemoReport;
        if (report.status === 'completed') return report;
        if (report.status === 'failed')
          throw new Error(`${id} failed: ${report.error?.message ?? 'no reason'}`);
        if (Date.now() > deadline) throw new Error(`${id} is still generating; see .local/logs`);
      }
    },
    accepted: async () => {
      const response = await fetch(`${url}/v1/reports?limit=1`, {
        headers: { authorization: `Bearer ${key}` },
      });
      await response.arrayBuffer();
      return response.ok;
    },
  };
};
