import { appendFileSync, rmSync } from 'node:fs';
import type { RejectedRecord, ReportsClient } from '@reports/client';
import type { ProgressBar } from '../progress-bar.ts';
import { createFaultGroups } from './fault-groups.ts';
import type { ImportState, LineCounts, Progress } from './import-state.ts';
import { type Reading, type ReadOptions, readRecords } from './read-records.ts';

export interface ImportOptions extends Omit<ReadOptions, 'fromLine'> {
  file: string;
  /** Undefined: records are checked, and nothing is sent. */
  client: Pick<ReportsClient, 'sendBatch'> | undefined;
  /** Where rejected lines are written as they are, under the file's header. Undefined: nowhere. */
  rejectsFile: string | undefined;
  state: ImportState | undefined;
  bar: ProgressBar;
  signal: AbortSignal;
}

const maxReadings = 5_000;
const maxLength = 4 * 1024 * 1024;

const start: Progress = {
  nextLine: 1,
  lines: { header: 0, empty: 0, accepted: 0, rejected: 0 },
  records: 0,
  header: '',
  faults: [],
};

/**
 * Sends a file's records in their order, one request after another while the next one is read: of two records with one id the
 * later wins. Lines that are no record, or that the API refuses, are counted, explained and put aside. Notes how far it is after each
 * request, so that a second run goes on there. At the end every line of the file is in one of the counts.
 */
export const importRecords = async (options: ImportOptions): Promise<Progress> => {
  const { file, client, rejectsFile, state, bar, signal } = options;
  const resumed = state?.read();
  let progress = resumed ?? start;
  if (resumed) bar.say(`Going on at line ${resumed.nextLine.toLocaleString('en')}.`);
  else if (rejectsFile !== undefined) rmSync(rejectsFile, { force: true });
  const groups = createFaultGroups(progress.faults);
  const rejects = createRejects(rejectsFile, progress);
  const startedAt = Date.now();
  const recordsBefore = progress.records;

  const batches = batchesOf(readRecords(file, { ...options, fromLine: progress.nextLine }));
  let next = batches.next();
  for (let result = await next; !result.done; result = await next) {
    const batch = result.value;
    signal.throwIfAborted();
    next = batches.next();
    // Whoever throws first is awaited first: the other's error must not be unhandled.
    next.catch(() => undefined);
    const records = batch.filter(({ is }) => is === 'record');
    const texts = records.map(({ json = '' }) => json);
    const refused = client ? (await client.sendBatch(options.kind, texts, { signal })).rejected : [];
    const settled = withRefused(batch, records, refused);
    for (const { lines, faults } of settled) if (faults) groups.add(lines[0]?.number ?? 0, faults);
    progress = {
      nextLine: (batch.at(-1)?.lines.at(-1)?.number ?? 0) + 1,
      lines: countLines(progress.lines, settled),
      records: progress.records + records.length - refused.length,
      header: progress.header + textOf(batch, 'header'),
      faults: groups.list(),
    };
    rejects.write(settled, progress.header);
    state?.write(progress);
    const perSecond = (progress.records - recordsBefore) / ((Date.now() - startedAt) / 1_000);
    bar.update(
      batch.at(-1)?.bytesRead ?? 0,
      `${progress.records.toLocaleString('en')} records, ${Math.round(perSecond).toLocaleString('en')} a second`,
    );
  }
  state?.remove();
  return progress;
};

/** The readings of a batch once the API has spoken. */
const withRefused = (
  batch: readonly Reading[],
  records: readonly Reading[],
  refused: readonly RejectedRecord[],
): Reading[] => {
  const faultsOf = new Map(refused.map(({ index, faults }) => [records[index], faults]));
  return batch.map((reading) => {
    const faults = faultsOf.get(reading);
    return faults ? { ...reading, is: 'rejected', faults } : reading;
  });
};

const countLines = (before: LineCounts, readings: readonly Reading[]): LineCounts => {
  const counts = { ...before };
  for (const { is, lines } of readings) counts[is === 'record' ? 'accepted' : is] += lines.length;
  return counts;
};

/** Lines as they came. */
const textOf = (readings: readonly Reading[], what: Reading['is']): string =>
  readings
    .filter(({ is }) => is === what)
    .flatMap(({ lines }) => lines.map(({ text, ending }) => `${text}${ending === '' ? '\n' : ending}`))
    .join('');

/** A file of rejected lines, exactly as they came, under the header: fix them there, and import it. Made with the first. */
const createRejects = (file: string | undefined, { lines }: Progress) => {
  let exists = lines.rejected > 0;
  return {
    write: (readings: readonly Reading[], header: string): void => {
      const text = textOf(readings, 'rejected');
      if (file === undefined || text === '') return;
      appendFileSync(file, exists ? text : header + text);
      exists = true;
    },
  };
};

async function* batchesOf(readings: AsyncIterable<Reading>): AsyncGenerator<Reading[], void> {
  let batch: Reading[] = [];
  let length = 0;
  for await (const reading of readings) {
    batch.push(reading);
    for (const { text } of reading.lines) length += text.length;
    if (batch.length < maxReadings && length < maxLength) continue;
    yield batch;
    [batch, length] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
