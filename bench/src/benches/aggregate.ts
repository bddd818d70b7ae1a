import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import {
  type DatasetReference,
  type DatasetSummary,
  reportTypeNames,
  type ReportType,
} from '@reports/contracts';
import type { Storage } from '@reports/storage';
import { createAggregation } from '../aggregation.ts';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { moveRecords } from '../data/generate.ts';
import { homeZone, month, otherZone } from '../data/sizes.ts';
import { largeWorkspace, smallWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { referenceAnswers } from '../reference/index.ts';
import { timeRatio, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** The calendar month, which whole rollups cover, and one that starts and ends inside of weeks and months. */
const periods = [
  { name: 'the month', from: month.from, to: month.to },
  { name: '2 to 30 January', from: '2024-01-02', to: '2024-01-30' },
] as const;

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
const compareAnswers = async (
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

const measureType = async (
  stage: Stage,
  type: ReportType,
  { name, ...period }: { name: string; from: string; to: string },
  workspaces: { large: string; small: string },
): Promise<Outcome[]> => {
  const storage = connectStageStorage(stage);
  const database = connectStageDatabase(stage);
  const aggregate = createAggregation(database, storage);
  const csv = join(stage.directory, `${type}.csv`);
  const answer = () => referenceAnswers[type](stage.reference, { schema: 'large', ...period, csv });
  try {
    const dataset = await aggregate(requestFor(workspaces.large, period, { type }));
    await compareAnswers(storage, dataset, { data: await answer(), csv });

    const rounds = await interleave(
      {
        ours: async () => {
          await aggregate(requestFor(workspaces.large, period, { type }));
        },
        reference: async () => {
          await answer();
        },
        small: async () => {
          await aggregate(requestFor(workspaces.small, period, { type }));
        },
      },
      { rounds: stage.sizes.rounds },
    );
    const calls = stage.sizes.largeCalls.toLocaleString('en');
    return [
      timeRatio(`aggregate ${type}, ${name} ÷ DuckDB`, rounds, {
        atMost: 1,
        note: `${calls} calls; ${dataset.rowCount.toLocaleString('en')} CSV rows; answers compared, equal`,
      }),
      timeRatio(
        `aggregate ${type}, ${name}, ${calls} ÷ ${stage.sizes.smallCalls.toLocaleString('en')} calls`,
        { ours: rounds.ours, reference: rounds.small },
        {
          atMost: 1.2,
          note: type === 'compliance_audit' ? 'ten times the violations are ten times the rows to write' : '',
        },
      ),
    ];
  } finally {
    await database.close();
  }
};

/** The month by days of the home zone, from rollups, ÷ by UTC days; and by days of another zone, from the records, ÷ DuckDB. */
const measureZones = async (stage: Stage, type: ReportType, large: string): Promise<Outcome[]> => {
  const storage = connectStageStorage(stage);
  const database = connectStageDatabase(stage);
  const aggregate = createAggregation(database, storage);
  const csv = join(stage.directory, `${type}-zones.csv`);
  const ours = (timezone: string) => aggregate(requestFor(large, month, { type, timezone }));
  const answerIn = async ({ minutes }: typeof homeZone) => {
    await moveRecords(stage.reference, { schema: 'large', moved: 'moved', minutes });
    return () => referenceAnswers[type](stage.reference, { schema: 'moved', ...month, csv });
  };
  // The instants of the log are UTC in ours, moved in the reference's.
  const compared = type === 'compliance_audit' ? undefined : csv;
  try {
    const atHome = await answerIn(homeZone);
    await compareAnswers(storage, await ours(homeZone.timezone), { data: await atHome(), csv: compared });
    const elsewhere = await answerIn(otherZone);
    await compareAnswers(storage, await ours(otherZone.timezone), { data: await elsewhere(), csv: compared });

    const rounds = await interleave(
      {
        home: async () => void (await ours(homeZone.timezone)),
        utc: async () => void (await ours('UTC')),
        rows: async () => void (await ours(otherZone.timezone)),
        reference: async () => void (await elsewhere()),
      },
      { rounds: stage.sizes.rounds },
    );
    return [
      timeRatio(
        `aggregate ${type}, the month, home zone ${homeZone.timezone} ÷ the same in UTC`,
        { ours: rounds.home, reference: rounds.utc },
        { atMost: 1.1, note: 'answers compared, equal' },
      ),
      timeRatio(
        `aggregate ${type}, the month in ${otherZone.timezone}, which has no rollups ÷ DuckDB`,
        { ours: rounds.rows, reference: rounds.reference },
        { atMost: 5, note: 'from the records; answers compared, equal' },
      ),
    ];
  } finally {
    await database.close();
  }
};

/** The aggregate activity over a large workspace ÷ DuckDB on the same rows, and ÷ a workspace with a tenth of them. */
export const aggregate: Bench = async (stage) => {
  const large = await largeWorkspace(stage);
  const small = await smallWorkspace(stage);
  const outcomes: Outcome[] = [];
  for (const period of periods) {
    for (const type of reportTypeNames) {
      outcomes.push(...(await measureType(stage, type, period, { large: large.id, small: small.id })));
      stage.say(`  ${type}, ${period.name}: done`);
    }
  }
  for (const type of reportTypeNames) {
    outcomes.push(...(await measureZones(stage, type, large.id)));
    stage.say(`  ${type}, zones: done`);
  }
  return outcomes;
};
