import { Pool } from 'undici';
import type { ReportFormat, ReportType } from '@reports/contracts';
import type { Stage, Workspace } from './stage.ts';

interface ReportAnswer {
  report_id: string;
  status: string;
  page_count?: number;
  row_count?: number;
  download_url?: string;
  error?: { message: string };
}

export interface ReportBody {
  type: ReportType;
  format: ReportFormat;
  from: string;
  to: string;
  filters?: Record<string, string | string[]>;
}

/** The public API as a client has it, over connections that stay open. */
export interface Client {
  get: (path: string) => Promise<unknown>;
  sendRecords: (kind: string, ndjson: string) => Promise<void>;
  /** POST, then `?wait=` until it is done. Throws when it failed. */
  makeReport: (body: ReportBody) => Promise<ReportAnswer>;
  close: () => Promise<void>;
}

const giveUpAfterMs = 300_000;

export const createClient = ({ setting }: Pick<Stage, 'setting'>, { key }: Workspace): Client => {
  const pool = new Pool(setting('REPORTS_URL'), { connections: 16 });
  const headers = { authorization: `Bearer ${key}` };
  const call = async (path: string, body?: { type: string; text: string }): Promise<unknown> => {
    const response = await pool.request({
      path: `/v1${path}`,
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(body && { 'content-type': body.type }) },
      body: body?.text ?? null,
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${path} answered ${response.statusCode}: ${text}`);
    return JSON.parse(text);
  };

  return {
    get: (path) => call(path),
    sendRecords: async (kind, ndjson) => {
      await call(`/records/${kind}`, { type: 'application/x-ndjson', text: ndjson });
    },
    makeReport: async (body) => {
      const deadline = Date.now() + giveUpAfterMs;
      const posted = (await call('/reports', {
        type: 'application/json',
        text: JSON.stringify(body),
      })) as ReportAnswer;
      for (;;) {
        const report = (await call(`/reports/${posted.report_id}?wait=60`)) as ReportAnswer;
        if (report.status === 'completed') return report;
        if (report.status === 'failed' || Date.now() > deadline) {
          throw new Error(`${report.report_id} is ${report.status}: ${report.error?.message ?? 'no reason'}`);
        }
      }
    },
    close: () => pool.close(),
  };
};
