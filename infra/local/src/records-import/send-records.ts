import { setTimeout as delay } from 'node:timers/promises';
import type { RecordKind } from '@reports/contracts';

/** Where records go. */
export interface Target {
  /** Base of the API, without `/v1`. */
  url: string;
  key: string;
}

/** Places of records that the API did not take, from 0, and why. */
export type Refused = Map<number, string>;

const pauseMs = 2_000;

/**
 * Sends records as one request, and again for as long as the API is away or asks to wait. Empty when all were taken; else
 * nothing was, and the answer names the bad ones. Throws on any other answer, and when the signal aborts.
 */
export const sendRecords = async (
  { url, key }: Target,
  kind: RecordKind,
  records: readonly string[],
  { signal, onWait }: { signal: AbortSignal; onWait: (reason: string) => void },
): Promise<Refused> => {
  for (;;) {
    let response: Response;
    try {
      response = await fetch(`${url}/v1/records/${kind}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
        body: records.join('\n'),
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      onWait(reasonOf(error));
      await delay(pauseMs, undefined, { signal });
      continue;
    }
    const text = await response.text();
    if (response.ok) return new Map();
    if (response.status === 429 || response.status >= 500) {
      onWait(`the API answered ${response.status}`);
      await delay(Number(response.headers.get('retry-after')) * 1_000 || pauseMs, undefined, { signal });
      continue;
    }
    const refused = refusedBy(text);
    if (response.status === 400 && refused.size > 0) return refused;
    throw new Error(`The API answered ${response.status}: ${text}`);
  }
};

/** Fetch says what is wrong in its error's cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
};

/** `errors` of a problem: pointers are `/<place>` or `/<place>/<field>`. */
const refusedBy = (text: string): Refused => {
  const refused: Refused = new Map();
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: { pointer: string; detail: string }[] };
    for (const { pointer, detail } of errors) {
      const place = /^\/(\d+)/.exec(pointer)?.[1];
      if (place !== undefined && !refused.has(Number(place))) {
        refused.set(Number(place), detail.replace(/^(?:line|record) \d+: /, ''));
      }
    }
  } catch {
    // Not a problem of ours: the caller shows it as it is.
  }
  return refused;
};
