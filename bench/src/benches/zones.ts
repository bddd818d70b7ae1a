import { join } from 'node:path';
import { reportTypeNames, type ReportType } from '@reports/contracts';
import { createAggregation } from '../aggregation.ts';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { moveRecords } from '../data/generate.ts';
import { homeZone, month, otherZone } from '../data/sizes.ts';
import { largeWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { compareAnswers } from '../reference/compare-answers.ts';
import { atMostOf, referenceAnswers } from '../reference/index.ts';
import { timeRatio, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** The month by days of the home zone, from rollups; and by days of another zone, from the records. */
const measureType = async (stage: Stage, type: ReportType, large: string): Promise<Outcome[]> => {
  const storage = connectStageStorage(stage);
  const database = connectStageDatabase(stage);
  const aggregate = createAggregation(database, storage);
  const csv = join(stage.directory, `${type}-zones.csv`);
  const ours = (timezone: string) => aggregate(requestFor(large, month, { type, timezone }));
  const answerIn = async (schema: string, { minutes }: typeof homeZone) => {
    await moveRecords(stage.reference, { schema: 'large', moved: schema, minutes });
    return () => referenceAnswers[type](stage.reference, { schema, ...month, csv });
  };
  // The instants of the log are UTC in ours, moved in the reference's.
  const compared = type === 'compliance_audit' ? undefined : csv;
  try {
    const atHome = await answerIn('moved_home', homeZone);
    await compareAnswers(storage, await ours(homeZone.timezone), { data: await atHome(), csv: compared });
    const elsewhere = await answerIn('moved_elsewhere', otherZone);
    await compareAnswers(storage, await ours(otherZone.timezone), { data: await elsewhere(), csv: compared });

    const rounds = await interleave(
      {
        home: async () => void (await ours(homeZone.timezone)),
        utc: async () => void (await ours('UTC')),
        homeReference: async () => void (await atHome()),
        rows: async () => void (await ours(otherZone.timezone)),
        rowsReference: async () => void (await elsewhere()),
      },
      { rounds: stage.sizes.rounds },
    );
    const calls = `${stage.sizes.largeCalls.toLocaleString('en')} calls; answers compared, equal`;
    return [
      timeRatio(
        `aggregate ${type}, the month, home zone ${homeZone.timezone} ÷ the same in UTC`,
        { ours: rounds.home, reference: rounds.utc },
        { atMost: 1.1, note: calls },
      ),
      timeRatio(
        `aggregate ${type}, the month, home zone ${homeZone.timezone} ÷ DuckDB`,
        { ours: rounds.home, reference: rounds.homeReference },
        { atMost: atMostOf[type], note: calls },
      ),
      timeRatio(
        `aggregate ${type}, the month in ${otherZone.timezone}, which has no rollups ÷ DuckDB`,
        { ours: rounds.rows, reference: rounds.rowsReference },
        { atMost: 5, note: `${calls}; from the nearer zone's rollups, and records where days differ` },
      ),
    ];
  } finally {
    await database.close();
  }
};

/** Reports by days of the home zone ÷ by UTC days, and of a zone without rollups ÷ DuckDB. */
export const zones: Bench = async (stage) => {
  const large = await largeWorkspace(stage);
  const outcomes: Outcome[] = [];
  for (const type of reportTypeNames) {
    outcomes.push(...(await measureType(stage, type, large.id)));
    stage.say(`  ${type}, zones: done`);
  }
  return outcomes;
};
