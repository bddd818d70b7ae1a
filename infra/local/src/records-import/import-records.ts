import type { RecordKind } from '@reports/contracts';
import type { ImportState, Progress } from './import-state.ts';
import type { ProgressBar } from './progress-bar.ts';
import { type FileFormat, type ReadRecord, readRecords } from './read-records.ts';
import { sendRecords, type Target } from './send-records.ts';

export interface ImportOptions {
  file: string;
  kind: RecordKind;
  format: FileFormat;
  target: Target;
  state: ImportState;
  bar: ProgressBar;
  signal: AbortSignal;
}

const maxRecords = 5_000;
const maxBytes = 4 * 1024 * 1024;
/** Bad lines that are shown; all are counted. */
const maxShown = 100;

type Batch = ReadRecord[];

/**
 * Sends a file's records in their order, one request after another while the next one is read: of two records with one id the
 * later wins. Bad lines are told by number and left out. Notes how far it is after each request, so that a second run goes on there.
 */
export const importRecords = async ({
  file,
  kind,
  format,
  target,
  state,
  bar,
  signal,
}: ImportOptions): Promise<Progress> => {
  const resumed = state.read();
  let progress = resumed ?? { place: { offset: 0, line: 1 }, accepted: 0, badLines: 0 };
  if (resumed) bar.say(`Going on at line ${resumed.place.line.toLocaleString('en')}.`);
  const startedAt = Date.now();
  const acceptedBefore = progress.accepted;

  const tell = (line: number, fault: string) => {
    progress = { ...progress, badLines: progress.badLines + 1 };
    if (progress.badLines <= maxShown) bar.say(`line ${line}: ${fault}`);
    if (progress.badLines === maxShown) bar.say('Further bad lines are counted, not shown.');
  };

  const batches = batchesOf(readRecords(file, { kind, format, from: progress.place }));
  let next = batches.next();
  for (let result = await next; !result.done; result = await next) {
    const batch = result.value;
    next = batches.next();
    // Whoever throws first is awaited first: the other's error must not be unhandled.
    next.catch(() => undefined);
    const accepted = await sendBatch(batch, { target, kind, signal, tell, bar });
    const place = batch.at(-1)?.next ?? progress.place;
    progress = { ...progress, place, accepted: progress.accepted + accepted };
    state.write(progress);
    const perSecond = (progress.accepted - acceptedBefore) / ((Date.now() - startedAt) / 1_000);
    bar.update(
      place.offset,
      `${progress.accepted.toLocaleString('en')} records, ${Math.round(perSecond).toLocaleString('en')} a second`,
    );
  }
  state.remove();
  return progress;
};

/** Gives how many were taken. What the API refuses beyond what was checked here is told, left out, and the rest sent again. */
const sendBatch = async (
  batch: Batch,
  {
    target,
    kind,
    signal,
    tell,
    bar,
  }: Pick<ImportOptions, 'target' | 'kind' | 'signal' | 'bar'> & {
    tell: (line: number, fault: string) => void;
  },
): Promise<number> => {
  for (const { line, fault } of batch) if (fault !== undefined) tell(line, fault);
  let good = batch.flatMap(({ line, json }) => (json === undefined ? [] : [{ line, json }]));
  const onWait = (reason: string) => bar.say(`Waiting: ${reason}.`);
  while (good.length > 0) {
    const texts = good.map(({ json }) => json);
    const refused = await sendRecords(target, kind, texts, { signal, onWait });
    if (refused.size === 0) break;
    for (const [place, fault] of refused) tell(good[place]?.line ?? 0, fault);
    good = good.filter((_, place) => !refused.has(place));
  }
  return good.length;
};

async function* batchesOf(records: AsyncIterable<ReadRecord>): AsyncGenerator<Batch, void> {
  let batch: Batch = [];
  let bytes = 0;
  for await (const record of records) {
    batch.push(record);
    bytes += record.json?.length ?? 0;
    if (batch.length < maxRecords && bytes < maxBytes) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
