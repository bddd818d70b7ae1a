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
  /** Any request with the workspace's key. */
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

export const createClient = (base: string, key: string, workspaceId: string): Client => {
  const request: Client['request'] = (method, path, body, headers = {}) =>
    fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  const expectStatus = async (response: Response, status: number): Promise<unknown> => {
    const text = await response.text();
    if (response.status !== status) throw new Error(`${response.url} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };

  const finished: Client['finished'] = async (reportId) => {
    const deadline = Date.now() + 90_000;
    for (;;) {
      const report = (await expectStatus(
        await request('GET', `/v1/reports/${reportId}?wait=15`),
        200,
      )) as ReportAnswer;
      if (report.status !== 'generating') return report;
      if (Date.now() > deadline) throw new Error(`${reportId} is still generating after 90 s`);
    }
  };

  return {
    workspaceId,
    key,
    request,
    finished,
    post: async (body) =>
      (await expectStatus(await request('POST', '/v1/reports', body), 202)) as ReportAnswer,
    send: async (kind, records) => {
      await expectStatus(await request('POST', `/v1/records/${kind}`, records), 202);
    },
  };
};
