import { join } from 'node:path';
import { type ReportFilters, reportTypeNames, type ReportType } from '@reports/contracts';
import { createAggregation } from '../aggregation.ts';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { filterRecords } from '../data/generate.ts';
import { month } from '../data/sizes.ts';
import { largeWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { compareAnswers } from '../reference/compare-answers.ts';
import { atMostOf, referenceAnswers } from '../reference/index.ts';
import { timeRatio, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

const filtered: { name: string; filters: ReportFilters }[] = [
  { name: 'one agent', filters: { agent_id: 'agt_00007' } },
  { name: 'one team of 40', filters: { team: 'Team 07' } },
  { name: 'one language', filters: { language: 'ta' } },
  {
    name: '10 campaigns',
    filters: { campaign_id: Array.from({ length: 10 }, (_, number) => `cmp_00${number}`) },
  },
];

const measureType = async (
  stage: Stage,
  type: ReportType,
  { name, filters }: (typeof filtered)[number],
  large: string,
): Promise<Outcome> => {
  const storage = connectStageStorage(stage);
  const database = connectStageDatabase(stage);
  const aggregate = createAggregation(database, storage);
  const csv = join(stage.directory, `${type}-filtered.csv`);
  const ours = () => aggregate(requestFor(large, month, { type, filters }));
  const answer = () => referenceAnswers[type](stage.reference, { schema: 'filtered', ...month, csv });
  try {
    const dataset = await ours();
    await compareAnswers(storage, dataset, { data: await answer(), csv });
    const rounds = await interleave(
      { ours: async () => void (await ours()), reference: async () => void (await answer()) },
      { rounds: stage.sizes.rounds },
    );
    return timeRatio(`aggregate ${type}, the month, ${name} ÷ DuckDB`, rounds, {
      atMost: atMostOf[type],
      note: `${stage.sizes.largeCalls.toLocaleString('en')} calls; ${dataset.rowCount.toLocaleString('en')} CSV rows; answers compared, equal`,
    });
  } finally {
    await database.close();
  }
};

/** The month of one agent, of one team, of one language, of ten campaigns ÷ DuckDB on the same rows. */
export const filters: Bench = async (stage) => {
  const large = await largeWorkspace(stage);
  const outcomes: Outcome[] = [];
  for (const asked of filtered) {
    await filterRecords(stage.reference, { schema: 'large', filtered: 'filtered', filters: asked.filters });
    for (const type of reportTypeNames) {
      outcomes.push(await measureType(stage, type, asked, large.id));
      stage.say(`  ${type}, ${asked.name}: done`);
    }
  }
  return outcomes;
};
