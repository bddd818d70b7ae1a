import { join } from 'node:path';
import { reportTypeNames, type ReportType } from '@reports/contracts';
import { createAggregation } from '../aggregation.ts';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { month } from '../data/sizes.ts';
import { largeWorkspace, smallWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { compareAnswers } from '../reference/compare-answers.ts';
import { atMostOf, referenceAnswers } from '../reference/index.ts';
import { timeRatio, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** The calendar month, which whole rollups cover, and one that starts and ends inside of weeks and months. */
const periods = [
  { name: 'the month', from: month.from, to: month.to },
  { name: '2 to 30 January', from: '2024-01-02', to: '2024-01-30' },
] as const;

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
        atMost: atMostOf[type],
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
  return outcomes;
};
