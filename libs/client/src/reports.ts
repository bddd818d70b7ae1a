import type { Client } from 'openapi-fetch';
import { errorOf, ReportFailed } from './errors.ts';
import { pause } from './retrying-fetch.ts';
import type { components, paths } from './schema.ts';

/** Every path of the API, typed: `api.GET('/v1/webhooks')`. Refused requests throw `ReportsApiError`. */
export type Api = Client<paths>;

/** A report as `GET /v1/reports/{id}` answers it. `type` says which `data` it has. */
export type Report = paths['/v1/reports/{reportId}']['get']['responses'][200]['content']['application/json'];
/** The body of `POST /v1/reports`. */
export type CreateReport = components['schemas']['CreateReport'];
/** A report without its data, as a list has it. */
export type ReportSummary = components['schemas']['ReportSummary'];
/** What `POST /v1/reports` answers. */
export type AcceptedReport = components['schemas']['AcceptedReport'];

export interface WaitOptions {
  /** Gives up after this long, in milliseconds. Default: ten minutes. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** A report's file. */
export interface Download {
  /** `<report id>.<format>`. */
  name: string;
  contentType: string;
  /** Undefined where the answer does not say how long it is. */
  bytes: number | undefined;
  body: ReadableStream<Uint8Array>;
}

/** The longest that one request is held open by the API. */
const waitSeconds = 60;
const defaultTimeoutMs = 600_000;
/** Between two looks at a report, where the API does not hold the request. */
const minPauseMs = 500;
const never = new AbortController().signal;

export const createReportMethods = (api: Api, send: (request: Request) => Promise<Response>) => {
  /** A report by its id. Throws `ReportsApiError`. */
  const getReport = async (
    reportId: string,
    { wait, signal }: { /** Seconds to wait for its end. */ wait?: number; signal?: AbortSignal } = {},
  ): Promise<Report> => {
    const { data } = await api.GET('/v1/reports/{reportId}', {
      params: { path: { reportId }, query: wait === undefined ? {} : { wait } },
      ...(signal && { signal }),
    });
    return data as Report;
  };

  /**
   * Asks for a report; gives what was accepted. A key of its own makes it safe to repeat: the same call that is repeated inside
   * makes one report. Give `idempotencyKey` to make calls of several processes one.
   */
  const createReport = async (
    body: CreateReport,
    { idempotencyKey = crypto.randomUUID(), signal }: { idempotencyKey?: string; signal?: AbortSignal } = {},
  ): Promise<AcceptedReport> => {
    const { data } = await api.POST('/v1/reports', {
      body,
      headers: { 'Idempotency-Key': idempotencyKey },
      ...(signal && { signal }),
    });
    return data as AcceptedReport;
  };

  /** Waits until a report is completed. Throws `ReportFailed` when it ends otherwise, and an Error after `timeoutMs`. */
  const waitForReport = async (
    reportId: string,
    { timeoutMs = defaultTimeoutMs, signal }: WaitOptions = {},
  ): Promise<Report> => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const askedAt = Date.now();
      const left = Math.ceil((deadline - askedAt) / 1_000);
      const report = await getReport(reportId, {
        wait: Math.max(1, Math.min(waitSeconds, left)),
        ...(signal && { signal }),
      });
      if (report.status === 'completed') return report;
      if (report.status !== 'generating') throw new ReportFailed(report);
      if (Date.now() > deadline) throw new Error(`${reportId} is still generating after ${timeoutMs} ms`);
      await pause(Math.max(0, minPauseMs - (Date.now() - askedAt)), signal ?? never);
    }
  };

  /** A completed report's file as a stream. Throws `ReportsApiError` where there is none, or no more. */
  const downloadReport = async (
    report: string | Report,
    {
      signal,
      bom = false,
    }: { signal?: AbortSignal; /** A byte order mark before a CSV, for Excel. */ bom?: boolean } = {},
  ): Promise<Download> => {
    const {
      report_id,
      format,
      split_by: splitBy,
      status,
      ...rest
    } = typeof report === 'string' ? await getReport(report, signal ? { signal } : {}) : report;
    if (status !== 'completed') throw new Error(`${report_id} is ${status}: it has no file yet`);
    // A json report is the whole answer; its link leads to its data alone.
    const isWhole = format === 'json' && splitBy === undefined;
    const plain = !isWhole && 'download_url' in rest ? rest.download_url : undefined;
    const link =
      bom && format === 'csv' && splitBy === undefined && plain !== undefined ? `${plain}&bom=1` : plain;
    const init = signal ? { signal } : {};
    // A link carries its own signature, and may lead to another host: the key is not sent there.
    const response = await (link === undefined
      ? api
          .GET('/v1/reports/{reportId}', {
            params: { path: { reportId: report_id } },
            parseAs: 'stream',
            ...init,
          })
          .then(({ response: answer }) => answer)
      : send(new Request(link, init)));
    if (!response.ok) throw await errorOf(response);
    const length = response.headers.get('content-length');
    return {
      name: `${report_id}.${splitBy === undefined ? format : 'zip'}`,
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      bytes: length === null ? undefined : Number(length),
      body: response.body ?? new ReadableStream(),
    };
  };

  return { getReport, createReport, waitForReport, downloadReport };
};
