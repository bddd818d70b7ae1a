import { performance } from 'node:perf_hooks';
import { createMetrics } from '@reports/aggregator/metrics';
import { pruneRecords } from '@reports/aggregator/retention';
import { Registry } from 'prom-client';
import { createAggregation } from '../aggregation.ts';
import { connectStageDatabase, connectStageStorage, quietLog, requestFor } from '../connections.ts';
import { generateRecords, moveRecords } from '../data/generate.ts';
import { loadWorkspace } from '../data/load.ts';
import { homeZone, month } from '../data/sizes.ts';
import { smallWorkspace } from '../data/workspaces.ts';
import { median } from '../measure/statistics.ts';
import { milliseconds } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

const dayMs = 24 * 3_600_000;
/** The expired records lie so long before the month of all others. */
const earlierDays = 60;

/** A workspace whose records are all before the month, with their rollups; gives how many there are. */
const fillExpired = async (stage: Stage, calls: number): Promise<number> => {
  const { agents, campaigns } = stage.sizes;
  const schema = `expired_${calls}`;
  await stage.workspace(`${schema}-${Date.now()}`, async ({ id }) => {
    await generateRecords(stage.reference, { schema, calls, agents, campaigns });
    await moveRecords(stage.reference, { schema, moved: 'expired', minutes: -earlierDays * 24 * 60 });
    await loadWorkspace(stage, { schema: 'expired', workspaceId: id, otherZone: homeZone.timezone });
    await stage.owner.unsafe('VACUUM (ANALYZE)');
  });
  const found = await stage.reference.runAndReadAll(`
    SELECT ((SELECT count(*) FROM ${schema}.calls) + (SELECT count(*) FROM ${schema}.evaluations)
            + (SELECT count(*) FROM ${schema}.compliance_checks))::INTEGER`);
  return Number(found.getRows()[0]?.[0]);
};

/** Deleting records whose time is up: whether it is linear in their number, and what another workspace's report notices of it. */
export const pruning: Bench = async (stage) => {
  const { id: neighbour } = await smallWorkspace(stage);
  const database = connectStageDatabase(stage);
  const aggregate = createAggregation(database, connectStageStorage(stage));
  const metrics = createMetrics(new Registry());
  // The month before the others' is kept, and nothing of what is loaded here.
  const retentionDays = Math.ceil((Date.now() - Date.parse(month.from)) / dayMs) + 10;
  const report = async (): Promise<number> => {
    const startedAt = performance.now();
    await aggregate(requestFor(neighbour, month, { type: 'qa_performance' }));
    return performance.now() - startedAt;
  };
  /** Microseconds a record, and the neighbour's reports meanwhile. */
  const prune = async (calls: number): Promise<{ records: number; each: number; reports: number[] }> => {
    const records = await fillExpired(stage, calls);
    const startedAt = performance.now();
    const over = new AbortController();
    const reports: number[] = [];
    const pruned = pruneRecords({ database, metrics, log: quietLog }, retentionDays).finally(() =>
      over.abort(),
    );
    const reporting = (async () => {
      while (!over.signal.aborted) reports.push(await report());
    })();
    await pruned;
    const each = ((performance.now() - startedAt) * 1_000) / records;
    await reporting;
    return { records, each, reports };
  };
  try {
    const idle: number[] = [];
    for (let round = 0; round < 15; round += 1) idle.push(await report());
    const few = await prune(stage.sizes.expiredCalls / 10);
    const many = await prune(stage.sizes.expiredCalls);
    const counted = (await metrics.recordsPruned.get()).values.reduce((sum, { value }) => sum + value, 0);
    if (counted !== few.records + many.records)
      throw new Error(`${counted} records were pruned, not ${few.records + many.records}`);
    const perSecond = (each: number) => `${Math.round(1e6 / each).toLocaleString('en')}/s`;
    return [
      {
        measure: `pruning: time a record, ${many.records.toLocaleString('en')} ÷ ${few.records.toLocaleString('en')} expired records`,
        ours: perSecond(many.each),
        reference: perSecond(few.each),
        result: many.each / few.each,
        unit: '',
        target: { atMost: 1.2 },
        note: 'calls, evaluations and checks of one workspace, with rollups of two zones',
        rounds: {},
      },
      {
        measure: "another workspace's report while it is pruned ÷ idle",
        ours: milliseconds(median(many.reports)),
        reference: milliseconds(median(idle)),
        result: median(many.reports) / median(idle),
        unit: '',
        target: { atMost: 1.2 },
        note: `qa_performance, one after another; ${many.reports.length} reports meanwhile`,
        rounds: { ours: many.reports, reference: idle },
      },
    ];
  } finally {
    await database.close();
  }
};
