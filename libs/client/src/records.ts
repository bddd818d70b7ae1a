import { errorOf, type Fault, type ReportsApiError } from './errors.ts';
import type { components, paths } from './schema.ts';

export type RecordKind = paths['/v1/records/{kind}']['post']['parameters']['path']['kind'];

/** A record of each kind, as the API takes it. */
export interface RecordOf {
  calls: components['schemas']['CallRecord'];
  evaluations: components['schemas']['EvaluationRecord'];
  compliance_checks: components['schemas']['ComplianceCheckRecord'];
  agents: components['schemas']['AgentRecord'];
  campaigns: components['schemas']['CampaignRecord'];
}

/** A record that the API does not take. */
export interface RejectedRecord {
  /** Its place among the records that were sent, from 0. */
  index: number;
  /** Pointers lead into the record: `/score`. */
  faults: Fault[];
}

export interface SentRecords {
  /** Records that were taken. */
  accepted: number;
  rejected: RejectedRecord[];
}

export interface SendRecordsOptions {
  /** Records in a request, up to 10,000. Default: 5,000. */
  batchSize?: number;
  signal?: AbortSignal;
  /** Called after each request with the sums so far. */
  onProgress?: (sums: { accepted: number; rejected: number }) => void;
}

const defaultBatchSize = 5_000;
/** A request may have 16 MB; far fewer bytes fill the way just as well. */
const maxBatchBytes = 4 * 1024 * 1024;

export const createRecordMethods = (
  base: string,
  key: string,
  send: (request: Request) => Promise<Response>,
) => {
  const post = (kind: RecordKind, lines: readonly string[], signal?: AbortSignal): Promise<Response> =>
    send(
      new Request(`${base}/v1/records/${kind}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/x-ndjson',
          // The same for every repeat of this request, and of no other: what was taken is not taken twice.
          'idempotency-key': crypto.randomUUID(),
        },
        body: lines.join('\n'),
        ...(signal && { signal }),
      }),
    );

  /**
   * Sends JSON texts of records as one request. The API takes all of a request or nothing: those that it refuses are left out, and
   * the rest is sent again. Throws `ReportsApiError` when it refuses the request itself.
   */
  const sendBatch = async (
    kind: RecordKind,
    texts: readonly string[],
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<SentRecords> => {
    const rejected: RejectedRecord[] = [];
    let pending = texts.map((text, index) => ({ text, index }));
    while (pending.length > 0) {
      const response = await post(
        kind,
        pending.map(({ text }) => text),
        signal,
      );
      if (response.ok) {
        await response.body?.cancel();
        break;
      }
      const error = await errorOf(response);
      const refused = refusedBy(error);
      if (refused.size === 0) throw error;
      for (const [place, faults] of refused) rejected.push({ index: pending[place]?.index ?? place, faults });
      pending = pending.filter((_, place) => !refused.has(place));
    }
    return { accepted: pending.length, rejected: rejected.toSorted((one, other) => one.index - other.index) };
  };

  /**
   * Sends records of any number, from a list or as they come: the next ones are asked for while a request is under way, and no
   * more than that, so that a source is never read faster than the API takes it. They are taken in their order: of two with one
   * id the later stays.
   */
  const sendRecords = async <Kind extends RecordKind>(
    kind: Kind,
    records: Iterable<RecordOf[Kind]> | AsyncIterable<RecordOf[Kind]>,
    { batchSize = defaultBatchSize, signal, onProgress }: SendRecordsOptions = {},
  ): Promise<SentRecords> => {
    const sums: SentRecords = { accepted: 0, rejected: [] };
    let before = 0;
    const batches = batchesOf(records, batchSize);
    let next = batches.next();
    for (let result = await next; !result.done; result = await next) {
      next = batches.next();
      // Awaited after this request; its error must not count as unhandled meanwhile.
      next.catch(() => undefined);
      const { accepted, rejected } = await sendBatch(kind, result.value, signal ? { signal } : {});
      sums.accepted += accepted;
      for (const { index, faults } of rejected) sums.rejected.push({ index: before + index, faults });
      before += result.value.length;
      onProgress?.({ accepted: sums.accepted, rejected: sums.rejected.length });
    }
    return sums;
  };

  return { sendBatch, sendRecords };
};

/** What a 400 says of single records: pointers are `/<place>` or `/<place>/<field>`. */
const refusedBy = ({ status, faults }: ReportsApiError): Map<number, Fault[]> => {
  const refused = new Map<number, Fault[]>();
  if (status !== 400) return refused;
  for (const { pointer, detail } of faults) {
    const [, place, field = ''] = /^\/(\d+)(\/.*)?$/.exec(pointer) ?? [];
    if (place === undefined) continue;
    const found = refused.get(Number(place)) ?? [];
    // The line that the API names is one of the request's, which its reader has never seen.
    found.push({ pointer: field, detail: detail.replace(/^(?:line|record) \d+: /, '') });
    refused.set(Number(place), found);
  }
  return refused;
};

async function* batchesOf<Item>(
  records: Iterable<Item> | AsyncIterable<Item>,
  batchSize: number,
): AsyncGenerator<string[], void> {
  let batch: string[] = [];
  let length = 0;
  for await (const record of records) {
    const text = JSON.stringify(record);
    batch.push(text);
    length += text.length;
    if (batch.length < batchSize && length < maxBatchBytes) continue;
    yield batch;
    [batch, length] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
