import { reportTypes } from '@reports/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { rolledUpKinds } from '../src/rollups/rollup-tables.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { expectFigures, oracles } from './oracle/expect-figures.ts';
import { type Scenario, scenario } from './oracle/scenario.ts';
import { settle } from './oracle/settle.ts';
import { editCalls, writeMessages } from './write-messages.ts';

/** `PROPERTY_RUNS=100` in the environment makes more. */
const runs = Number(process.env.PROPERTY_RUNS ?? 10);

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

/** Several writers take the messages as they arrive; then somebody deletes and edits rows by hand. */
const write = async (workspaceId: string, { arrivals, deletedCalls, editedCalls }: Scenario) => {
  await writeMessages(aggregator, workspaceId, arrivals);
  await editCalls(aggregator, workspaceId, { deletedCalls, editedCalls });
};

let workspaces = 0;

test(
  'after any records and corrections, rollups are the sums of rows, and every figure of every type is right',
  async () => {
    const property = fc.asyncProperty(scenario, async (given) => {
      workspaces += 1;
      const workspaceId = `ws_p${workspaces}`;
      await aggregator.createWorkspace(workspaceId);
      await write(workspaceId, given);

      for (const kind of rolledUpKinds) {
        expect(await rebuildRollups(aggregator.database, workspaceId, kind, { keep: false })).toEqual([]);
      }
      const records = settle(given);
      for (const question of given.questions)
        await expectFigures(aggregator, { workspaceId, records }, question);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  },
  60_000 + runs * 6_000,
);

test('each type has an oracle', () => {
  expect(Object.keys(oracles).toSorted()).toEqual(Object.keys(reportTypes).toSorted());
});
