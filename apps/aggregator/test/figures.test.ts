import { reportTypes, type ReportType } from '@reports/contracts';
import { connectDatabase } from '@reports/database';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rolledUpKinds } from '../src/rollups/rollup-tables.ts';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { createCombineBatches } from '../src/records/combine-batches.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { agentCoaching } from './oracle/coaching.ts';
import { callSummary, campaignPerformance } from './oracle/calls.ts';
import { complianceAudit } from './oracle/checks.ts';
import { type Answer, csvOf, type Question, type Records } from './oracle/oracle.ts';
import { qaPerformance } from './oracle/quality.ts';
import { type Scenario, scenario } from './oracle/scenario.ts';
import { settle } from './oracle/settle.ts';

const runs = 10;
const concurrentWriters = 4;

const oracles: Record<ReportType, (records: Records, question: Question) => Answer> = {
  call_summary: callSummary,
  qa_performance: qaPerformance,
  compliance_audit: complianceAudit,
  agent_coaching: agentCoaching,
  campaign_performance: campaignPerformance,
};

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const createWorkspace = async (id: string) => {
  const owner = connectDatabase({ url: aggregator.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
  await owner.orm.execute(sql`insert into workspaces (id, name) values (${id}, 'Property')`);
  await owner.close();
};

/** Several writers take the messages as they arrive; then somebody deletes and edits rows by hand. */
const write = async (workspaceId: string, { arrivals, deletedCalls, editedCalls }: Scenario) => {
  const combine = createCombineBatches(aggregator.storeRecords);
  const waiting = [...arrivals];
  const writer = async (index: number) => {
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      const { kind, records, version } = message;
      // Half of them each for itself, half through what joins messages.
      if (index % 2 === 0) await aggregator.storeRecords(workspaceId, kind, [{ records, version }]);
      else await combine(workspaceId, kind, { records, version });
    }
  };
  await Promise.all(Array.from({ length: concurrentWriters }, (_, index) => writer(index)));
  await aggregator.database.withWorkspace(workspaceId, async (transaction) => {
    const ids = (list: string[]) =>
      sql`(${sql.join(
        [...list, ''].map((id) => sql`${id}`),
        sql`, `,
      )})`;
    await transaction.execute(
      sql`delete from calls where workspace_id = current_workspace() and id in ${ids(deletedCalls)}`,
    );
    await transaction.execute(
      sql`update calls set duration_seconds = 77, connected = true where workspace_id = current_workspace() and id in ${ids(editedCalls)}`,
    );
  });
};

let workspaces = 0;

test('after any records and corrections, rollups are the sums of rows, and every figure of every type is right', async () => {
  const property = fc.asyncProperty(scenario, async (given) => {
    workspaces += 1;
    const workspaceId = `ws_p${workspaces}`;
    await createWorkspace(workspaceId);
    await write(workspaceId, given);

    for (const kind of rolledUpKinds) {
      expect(await rebuildRollups(aggregator.database, workspaceId, kind, { keep: false })).toEqual([]);
    }
    const records = settle(given);
    for (const { type, question } of given.questions) {
      const { summary, csv } = await aggregator.report(type, { workspace_id: workspaceId, ...question });
      const answer = oracles[type](records, question);
      const asked = JSON.stringify({ type, ...question });
      expect(summary.data, asked).toEqual(answer.data);
      expect(csv, asked).toBe(csvOf(answer.rows));
      expect(summary.row_count, asked).toBe(answer.rows.length - 1);
    }
  });
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
}, 120_000);

test('each type has an oracle', () => {
  expect(Object.keys(oracles).toSorted()).toEqual(Object.keys(reportTypes).toSorted());
});
