/** How a client reaches the API. */
export interface Connection {
  /** The API's base, without `/v1`. */
  url: string;
  /** An API key. */
  key: string;
  /** In place of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** How long a request is repeated while the API is away or asks to wait, in milliseconds. Default: one minute. */
  retryForMs?: number;
  /** Ends every request of this client. */
  signal?: AbortSignal;
  /** Hears why a request is about to be repeated. */
  onRetry?: (reason: string) => void;
}

const statusesToRepeat = new Set([429, 502, 503, 504]);
const maxPauseMs = 10_000;

/** Whether the same request twice does no more than once. */
const isRepeatable = ({ method, headers }: Request): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'DELETE' || headers.has('idempotency-key');

/** What fetch says is wrong stands in its error's cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
};

/** Waits; rejects with the signal's reason when it aborts. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });

/** Half a second, one, two and so on, with chance, so that clients that failed together do not come back together. */
const backOffMs = (attempt: number): number =>
  Math.min(maxPauseMs, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);

/**
 * A fetch that repeats what may be repeated while the API cannot be reached, asks to wait (429, 503 with `Retry-After`) or
 * stands behind a proxy that cannot reach it. A 429 is repeated whatever the request, since nothing was done.
 */
export const createRetryingFetch = ({
  fetch: send = (request) => fetch(request),
  retryForMs = 60_000,
  signal: clientSignal,
  onRetry,
}: Pick<Connection, 'fetch' | 'retryForMs' | 'signal' | 'onRetry'>): ((
  request: Request,
) => Promise<Response>) => {
  return async (request) => {
    const repeatable = isRepeatable(request);
    const signal = clientSignal ? AbortSignal.any([clientSignal, request.signal]) : request.signal;
    const deadline = Date.now() + retryForMs;
    for (let attempt = 0; ; attempt += 1) {
      let reason: string;
      let waitMs = backOffMs(attempt);
      try {
        const response = await send(new Request(request.clone(), { signal }));
        if (!statusesToRepeat.has(response.status) || (!repeatable && response.status !== 429))
          return response;
        const retryAfterMs = Number(response.headers.get('retry-after')) * 1_000;
        if (retryAfterMs > 0) waitMs = retryAfterMs;
        if (Date.now() + waitMs > deadline) return response;
        await response.body?.cancel();
        reason = `the API answered ${response.status}`;
      } catch (error) {
        signal.throwIfAborted();
        if (!repeatable || Date.now() + waitMs > deadline) throw error;
        reason = reasonOf(error);
      }
      onRetry?.(reason);
      await pause(waitMs, signal);
    }
  };
};
