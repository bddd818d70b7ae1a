import { join } from 'node:path';
import { reportTypeNames } from '@reports/contracts';
import { createAggregation } from '../aggregation.ts';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { month } from '../data/sizes.ts';
import { besideWorkspace, smallWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { timeRatio, type Outcome } from '../results/outcome.ts';
import { openStage, type Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** The small workspace of a stage, and its month's figures. */
const openSide = async (stage: Stage) => {
  const { id } = await smallWorkspace(stage);
  const database = connectStageDatabase(stage);
  const aggregate = createAggregation(database, connectStageStorage(stage));
  return {
    close: database.close,
    aggregate: (type: (typeof reportTypeNames)[number]) => aggregate(requestFor(id, month, { type })),
  };
};

/** A workspace's month where a large workspace is in the same database ÷ the same month in a database of its own: two platforms, in turns. */
export const crowded: Bench = async (stage) => {
  await besideWorkspace(stage);
  const ours = await openSide(stage);
  const quiet = await openStage({
    sizes: stage.sizes,
    directory: join(stage.directory, 'alone'),
    say: stage.say,
  });
  const closeQuiet = stage.endWithStage(quiet.close);
  try {
    const alone = await openSide(quiet);
    const outcomes: Outcome[] = [];
    for (const type of reportTypeNames) {
      const rounds = await interleave(
        {
          ours: async () => {
            await ours.aggregate(type);
          },
          reference: async () => {
            await alone.aggregate(type);
          },
        },
        { rounds: stage.sizes.rounds * 3, warmUps: 3 },
      );
      const { besideCalls, largeCalls, smallCalls } = stage.sizes;
      const [beside, calls] = [besideCalls ?? largeCalls, smallCalls].map((count) =>
        count.toLocaleString('en'),
      );
      outcomes.push(
        timeRatio(
          `aggregate ${type}, the month of ${calls} calls, ${beside} of another workspace beside them ÷ alone`,
          rounds,
          {
            atMost: 1.1,
            note: 'two platforms on one machine, each with its own PostgreSQL',
          },
        ),
      );
    }
    await alone.close();
    return outcomes;
  } finally {
    await ours.close();
    await closeQuiet();
  }
};
