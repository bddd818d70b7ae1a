import { join } from 'node:path';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { createBareQuery } from '../bare-query.ts';
import { createClient } from '../client.ts';
import { month } from '../data/sizes.ts';
import { logWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { timeRatio } from '../results/outcome.ts';
import type { Bench } from './bench.ts';

/** A long violation log: POST to the file in storage ÷ COPY of the same query to a file. */
export const csv: Bench = async (stage) => {
  const workspace = await logWorkspace(stage);
  const database = connectStageDatabase(stage);
  const storage = connectStageStorage(stage);
  const client = createClient(stage, workspace);
  const body = { type: 'compliance_audit', format: 'csv', from: month.from, to: month.to } as const;
  const bare = await createBareQuery(stage, { database, storage }, requestFor(workspace.id, month, body));
  try {
    const rounds = await interleave(
      {
        ours: async () => {
          await client.makeReport(body);
        },
        reference: () => bare.run(join(stage.directory, 'violations.csv')),
      },
      { rounds: stage.sizes.rounds },
    );
    return [
      timeRatio('compliance CSV, POST to file in storage ÷ COPY of the same query to a file', rounds, {
        atMost: 2,
        note: `${bare.dataset.rowCount.toLocaleString('en')} rows, ${Math.round(bare.dataset.rowsBytes / 1024 ** 2)} MiB; the reference is a client's COPY TO STDOUT into a local file, with the summary's query before it`,
      }),
    ];
  } finally {
    await Promise.all([bare.close(), database.close()]);
  }
};
