import { hash } from 'node:crypto';
import { createEvent, type RecordKind, subjectOf } from '@reports/contracts';
import { type Messaging, publishSerialised } from '@reports/messaging';
import type { SentRecord } from './read-batch.ts';

/** The bus takes 1 MB a message; the rest is for the envelope and headers. */
const maxChunkBytes = 700_000;
/** A record that is longer as it came is mostly space: it is written again. */
const maxRecordBytes = 250_000;

/**
 * Publishes checked records in their order, in chunks that the bus takes, and waits until it has stored them. Throws
 * `bus_unavailable`; a part may then have been taken, and the same records sent again change nothing.
 *
 * @param requestKey names the request where the client does, so that its repeat is dropped by the bus. Without one each
 *   chunk is an event of its own: equal records sent on purpose, to correct a correction, must not be dropped.
 */
export const publishRecords = async (
  messaging: Messaging,
  {
    workspaceId,
    kind,
    records,
    requestKey,
  }: {
    workspaceId: string;
    kind: RecordKind;
    records: readonly SentRecord[];
    requestKey: string | undefined;
  },
): Promise<void> => {
  let number = 0;
  for (const chunk of chunksOf(records)) {
    const id =
      requestKey === undefined
        ? undefined
        : hash('sha256', `${JSON.stringify([workspaceId, kind, requestKey, number])}${chunk}`);
    await publishChunk(messaging, { workspaceId, kind, chunk, id });
    number += 1;
  }
};

const publishChunk = (
  messaging: Messaging,
  {
    workspaceId,
    kind,
    chunk,
    id,
  }: { workspaceId: string; kind: RecordKind; chunk: string; id: string | undefined },
): Promise<void> => {
  const event = createEvent('records.received', {
    source: '/api',
    workspaceId,
    subject: kind,
    data: { kind, records: [] },
    ...(id !== undefined && { id }),
  });
  // The records are JSON text already: they go into the envelope's empty list, `..."records":[]}}`, as they are.
  const payload = `${JSON.stringify(event).slice(0, -'[]}}'.length)}[${chunk}]}}`;
  return publishSerialised(messaging, { id: event.id, subject: subjectOf(event), payload });
};

/** Records with commas between them. */
function* chunksOf(records: readonly SentRecord[]): Generator<string> {
  let chunk: string[] = [];
  let bytes = 0;
  for (const record of records) {
    const text = textOf(record);
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > maxChunkBytes && chunk.length > 0) {
      yield chunk.join(',');
      [chunk, bytes] = [[], 0];
    }
    chunk.push(text);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk.join(',');
}

const textOf = ({ text, value }: SentRecord): string =>
  text.length > maxRecordBytes ? JSON.stringify(value) : text;
