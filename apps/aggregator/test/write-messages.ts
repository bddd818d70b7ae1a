import { sql } from 'drizzle-orm';
import { createCombineBatches } from '../src/records/combine-batches.ts';
import { toBatch } from '../src/records/to-batch.ts';
import type { Aggregator } from './aggregator.ts';
import type { Message, Scenario } from './oracle/scenario.ts';

const concurrentWriters = 4;

/** Several writers take the messages as they arrive. `written` is told how many there are so far, and waited for. */
export const writeMessages = async (
  aggregator: Aggregator,
  workspaceId: string,
  messages: readonly Message[],
  written: (count: number) => Promise<void> = async () => undefined,
): Promise<void> => {
  const combine = createCombineBatches(aggregator.storeRecords);
  const waiting = [...messages];
  let count = 0;
  const writer = async (index: number) => {
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      const { kind, records, version } = message;
      const batch = toBatch(kind, records, version);
      // Half of them each for itself, half through what joins messages.
      if (index % 2 === 0) await aggregator.storeRecords(workspaceId, kind, [batch]);
      else await combine(workspaceId, kind, batch);
      count += 1;
      await written(count);
    }
  };
  await Promise.all(Array.from({ length: concurrentWriters }, (_, index) => writer(index)));
};

/** Somebody deletes and edits rows by hand. */
export const editCalls = (
  { database }: Aggregator,
  workspaceId: string,
  { deletedCalls, editedCalls }: Pick<Scenario, 'deletedCalls' | 'editedCalls'>,
): Promise<void> =>
  database.withWorkspace(workspaceId, async (transaction) => {
    const ids = (list: string[]) =>
      sql`(${sql.join(
        [...list, ''].map((id) => sql`${id}`),
        sql`, `,
      )})`;
    await transaction.execute(
      sql`delete from calls where workspace_id = ${workspaceId} and id in ${ids(deletedCalls)}`,
    );
    await transaction.execute(
      sql`update calls set duration_seconds = 77, connected = true where workspace_id = ${workspaceId} and id in ${ids(editedCalls)}`,
    );
  });
