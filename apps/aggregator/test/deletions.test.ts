import { deleteRecord, requestErasure } from '@reports/database';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseStep } from '../src/erasures/start-erasing.ts';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { rolledUpKinds } from '../src/rollups/rollup-tables.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';
import { call } from './call-record.ts';
import { expectFigures } from './oracle/expect-figures.ts';
import type { Records } from './oracle/oracle.ts';
import { values } from './oracle/random-records.ts';
import { type Message, scenario } from './oracle/scenario.ts';
import { settle } from './oracle/settle.ts';
import { writeMessages } from './write-messages.ts';

/** `npm run test:figures` makes more. */
const runs = Number(process.env.PROPERTY_RUNS ?? 10);

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});
afterAll(() => aggregator.close());

type DeletedKind = 'calls' | 'evaluations' | 'compliance_checks';
type Deletion =
  | { record: DeletedKind; id: string }
  | { subject: 'contact' | 'agent'; id: string; batchRecords: number };

const numbered = (prefix: string, max: number) =>
  fc.integer({ min: 1, max }).map((number) => `${prefix}_${number}`);

const deletion: fc.Arbitrary<Deletion> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ record: fc.constant('calls' as const), id: numbered('call', 200) }) },
  {
    weight: 3,
    arbitrary: fc.record({ record: fc.constant('evaluations' as const), id: numbered('call', 40) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ record: fc.constant('compliance_checks' as const), id: numbered('chk', 60) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      subject: fc.constant('contact' as const),
      id: numbered('con', 9),
      batchRecords: fc.constantFrom(3, 1_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      subject: fc.constant('agent' as const),
      id: values.agent_id,
      batchRecords: fc.constantFrom(3, 1_000),
    }),
  },
);

const erase = async (
  workspaceId: string,
  subject: 'contact' | 'agent',
  subjectId: string,
  batchRecords?: number,
) => {
  const { id } = await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    requestErasure(transaction, { id: `era_${Math.random()}`, workspaceId, subject, subjectId }),
  );
  for (let step = ''; step !== 'done';)
    step = await eraseStep({ ...aggregator, log }, workspaceId, batchRecords);
  const [row] = await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.execute<{ status: string; removed: Record<string, number> }>(
      sql`select status, removed from erasures where id = ${id}`,
    ),
  );
  return row;
};

const carryOut = (workspaceId: string, deleted: Deletion): Promise<unknown> =>
  'record' in deleted
    ? aggregator.shared.withWorkspace(workspaceId, (transaction) =>
        deleteRecord(transaction, { workspaceId, kind: deleted.record, id: deleted.id }),
      )
    : erase(workspaceId, deleted.subject, deleted.id, deleted.batchRecords);

const idOf: Record<string, string> = {
  calls: 'call_id',
  evaluations: 'call_id',
  compliance_checks: 'check_id',
  agents: 'agent_id',
  campaigns: 'campaign_id',
};

/** Which records are refused once something was deleted: all that are older, and so all of a scenario. */
const createRefusals = () => {
  const refused = new Set<string>();
  const names = (kind: string, record: Record<string, unknown>): string[] => [
    `${kind}:${String(record[idOf[kind] ?? ''])}`,
    ...(kind === 'agents' || kind === 'campaigns' ? [] : [`call:${String(record['call_id'])}`]),
    ...(kind === 'campaigns' ? [] : [`agent:${String(record['agent_id'])}`]),
    ...(kind === 'calls' ? [`contact:${String(record['contact_id'])}`] : []),
  ];
  const isRefused = (kind: string, record: Record<string, unknown>) =>
    names(kind, record).some((name) => refused.has(name));
  return {
    isRefused,
    /** Adds what a deletion refuses, given what there is. */
    add: (deleted: Deletion, there: Records) => {
      if ('record' in deleted) {
        refused.add(`${deleted.record}:${deleted.id}`);
        return;
      }
      for (const [kind, records] of Object.entries(there) as unknown as [
        string,
        Record<string, unknown>[],
      ][]) {
        for (const record of records) {
          if (kind === 'agents' || kind === 'campaigns') continue;
          if (String(record[`${deleted.subject}_id`]) !== deleted.id) continue;
          refused.add(`${kind}:${String(record[idOf[kind] ?? ''])}`);
          if (deleted.subject === 'contact') refused.add(`call:${String(record['call_id'])}`);
        }
      }
      // What goes with a contact's call leaves a tombstone of its own: an older version of it, of another call, is refused as well.
      if (deleted.subject === 'contact') {
        const calls = new Set(
          there.calls.filter((call) => call.contact_id === deleted.id).map((call) => call.call_id),
        );
        for (const { call_id } of there.evaluations.filter((each) => calls.has(each.call_id))) {
          refused.add(`evaluations:${call_id}`);
        }
        for (const { check_id } of there.compliance_checks.filter((each) => calls.has(each.call_id))) {
          refused.add(`compliance_checks:${check_id}`);
        }
      }
      refused.add(`${deleted.subject}:${deleted.id}`);
    },
  };
};

let workspaces = 0;

test(
  'after records, corrections, deletions, erasures and older records again, every figure is that of what is left',
  async () => {
    const property = fc.asyncProperty(
      scenario,
      fc.array(deletion, { minLength: 1, maxLength: 8 }),
      async ({ arrivals, questions }, deletions) => {
        workspaces += 1;
        const workspaceId = `ws_d${workspaces}`;
        await aggregator.createWorkspace(workspaceId, 'Asia/Kolkata');
        const half = Math.ceil(arrivals.length / 2);
        const settled = (messages: Message[]) =>
          settle({ arrivals: messages, deletedCalls: [], editedCalls: [], questions: [] });
        const without = (messages: Message[]) =>
          messages.map((message) => ({
            ...message,
            records: message.records.filter((record) => !refusals.isRefused(message.kind, record)),
          }));
        const refusals = createRefusals();
        let kept = arrivals.slice(0, half);
        await writeMessages(aggregator, workspaceId, kept);
        for (const deleted of deletions) {
          await carryOut(workspaceId, deleted);
          const there = settled(kept);
          refusals.add(deleted, there);
          // Only what is there is taken away: an older version by another contact or agent lies under it, and stays under it.
          const gone = new Set(
            Object.entries(there).flatMap(([kind, records]) =>
              (records as unknown as Record<string, unknown>[])
                .filter((record) => refusals.isRefused(kind, record))
                .map((record) => `${kind}:${String(record[idOf[kind] ?? ''])}`),
            ),
          );
          kept = kept.map((message) => ({
            ...message,
            records: message.records.filter(
              (record) => !gone.has(`${message.kind}:${String(record[idOf[message.kind] ?? ''])}`),
            ),
          }));
        }
        // All of it again, in another order, and what had not come yet: nothing of what was deleted comes back.
        const again = [...arrivals.slice(half), ...arrivals.slice(0, half)];
        await writeMessages(aggregator, workspaceId, again);
        const records = settled([...kept, ...without(again)]);

        for (const kind of rolledUpKinds) {
          expect(await rebuildRollups(aggregator.database, workspaceId, kind, { keep: false })).toEqual([]);
        }
        for (const question of questions) await expectFigures(aggregator, { workspaceId, records }, question);
      },
    );
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  },
  60_000 + runs * 6_000,
);

test('while a record is deleted, many who store older versions of it cannot bring it back', async () => {
  const workspaceId = 'ws_a';
  for (let round = 0; round < 10; round += 1) {
    const id = `raced_${round}`;
    const remove = aggregator.shared.withWorkspace(workspaceId, (transaction) =>
      deleteRecord(transaction, { workspaceId, kind: 'calls', id }),
    );
    await Promise.all([
      ...Array.from({ length: 6 }, () => aggregator.send('calls', [call(id), call(`kept_${round}`)])),
      remove,
    ]);
    const found = await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
      transaction.execute<{ id: string }>(sql`select id from calls where id in (${id}, ${`kept_${round}`})`),
    );
    expect(found.map((row) => row.id)).toEqual([`kept_${round}`]);
  }
  // A newer one is a new record.
  await aggregator.send('calls', [call('raced_0')], { version: BigInt(Date.now() + 10_000) * 1_000_000n });
  const { summary } = await aggregator.report('call_summary');
  expect(summary.data).toMatchObject({ total_calls: 11 });
});
