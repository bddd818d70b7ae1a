import type { components } from './schema.ts';

/** A problem as the API answers it (RFC 9457). */
export type Problem = components['schemas']['Problem'];
/** One fault of a request: where it is, and what fixes it. */
export type Fault = components['schemas']['Fault'];

/** The API refused a request. `message` is its own words, with every fault that it names. */
export class ReportsApiError extends Error {
  override readonly name = 'ReportsApiError';
  /** The HTTP status. */
  readonly status: number;
  /** The API's code, `report_not_found` say; `http_<status>` where the answer was not the API's own. */
  readonly code: string;
  readonly faults: readonly Fault[];
  /** Names the request in the platform's logs. */
  readonly requestId: string | undefined;

  constructor(status: number, problem: Partial<Problem>) {
    const faults = problem.errors ?? [];
    const lines = faults.map(({ pointer, detail }) => `  ${pointer || '/'} ${detail}`);
    super([problem.detail ?? problem.title ?? `The API answered ${status}`, ...lines].join('\n'));
    this.status = status;
    this.code = problem.code ?? `http_${status}`;
    this.faults = faults;
    this.requestId = problem.request_id;
  }
}

/** A report that was waited for did not complete. */
export class ReportFailed extends Error {
  override readonly name = 'ReportFailed';
  readonly reportId: string;
  /** The failure's code, or the report's status where it has none. */
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;

  constructor({ report_id, status, error }: components['schemas']['ReportSummary']) {
    super(`${report_id} is ${status}${error ? `: ${error.message}` : ''}`);
    this.reportId = report_id;
    this.code = error?.code ?? status;
    this.retryable = error?.retryable ?? false;
  }
}

/** The error of an answer that is not a success. Reads its body. */
export const errorOf = async (response: Response): Promise<ReportsApiError> => {
  const text = await response.text();
  try {
    return new ReportsApiError(response.status, JSON.parse(text) as Partial<Problem>);
  } catch {
    return new ReportsApiError(response.status, {
      detail: `The API answered ${response.status}: ${text.slice(0, 500)}`,
    });
  }
};
