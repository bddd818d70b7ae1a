import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import type { DatasetReference, DatasetSummary } from '@reports/contracts';
import type { Storage } from '@reports/storage';

async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let isHeader = true;
  for await (const line of lines) {
    if (!isHeader) yield line;
    isHeader = false;
  }
}

/** The same cells; of numbers the same value, since the reference writes no zeros at their end. */
const isSameRow = (ours: string, other: string | undefined): boolean => {
  if (ours === other) return true;
  const [cells, others] = [ours.split(','), other?.split(',') ?? []];
  return (
    cells.length === others.length &&
    cells.every(
      (cell, index) => cell === others[index] || (cell !== '' && Number(cell) === Number(others[index])),
    )
  );
};

/** Throws unless both answers say the same: `data` as JSON, and every row of the CSV. */
export const compareAnswers = async (
  storage: Storage,
  dataset: DatasetReference,
  reference: { data: unknown; csv: string | undefined },
): Promise<void> => {
  const summary = JSON.parse((await storage.getBuffer(dataset.summaryKey)).toString()) as DatasetSummary;
  if (!isDeepStrictEqual(summary.data, reference.data)) {
    throw new Error(
      `The figures differ.\nours:      ${JSON.stringify(summary.data).slice(0, 2_000)}\nreference: ${JSON.stringify(reference.data).slice(0, 2_000)}`,
    );
  }
  if (reference.csv === undefined) return;
  const ours = rowsOf(createInterface({ input: await storage.get(dataset.rowsKey), crlfDelay: Infinity }));
  const theirs = rowsOf(createInterface({ input: createReadStream(reference.csv), crlfDelay: Infinity }));
  let number = 0;
  for await (const line of ours) {
    number += 1;
    const other = (await theirs.next()).value as string | undefined;
    if (!isSameRow(line, other))
      throw new Error(`Row ${number} differs.\nours:      ${line}\nreference: ${String(other)}`);
  }
  if ((await theirs.next()).done !== true) throw new Error(`The reference has more than our ${number} rows`);
};
