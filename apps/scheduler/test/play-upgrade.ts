import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type AggregatorActivities,
  renderQueue,
  type RendererActivities,
  type ReportRequest,
  taskQueues,
} from '@reports/contracts';
import { release } from '@reports/service';
import { describeDeployment, type RunningWorker, runWorker } from '@reports/temporal';
import { reconcileReports } from '../src/reports/reconcile-reports.ts';
import { takeOver } from '../src/versions/keep-current.ts';
import { moveStranded } from '../src/versions/move-stranded.ts';
import { bundleWorkflows, deploymentName, type WorkflowCode } from '../src/versions/workflow-code.ts';
import type { TestScheduler } from './platform.ts';

const changedWorkflows = fileURLToPath(new URL('changed-workflows.ts', import.meta.url));

export interface UpgradeFigures {
  reports: number;
  completed: number;
  /** Runs that were moved off a version that had no workers left, or whose code did not fit. */
  moved: number;
  /** What should not be, in words. */
  faults: string[];
}

/**
 * A release with a changed workflow over `inFlight` reports that are being made, forward and back, and the mistake of another code under the
 * same version, once and twice over. Aggregator and renderer are stand-ins that answer when they are let: a workflow sees their answers alone.
 */
export const playUpgrade = async (scheduler: TestScheduler, inFlight: number): Promise<UpgradeFigures> => {
  const { config, log, temporal, activities } = scheduler;
  const taskQueue = taskQueues.scheduler;
  const faults: string[] = [];
  const posted: string[] = [];
  let moved = 0;

  let gate = Promise.withResolvers<void>();
  const begun = new Set<string>();
  const aggregator: AggregatorActivities = {
    buildDataset: async ({ report_id }: ReportRequest) => {
      begun.add(report_id);
      await gate.promise;
      return {
        summaryKey: `datasets/${report_id}/summary.json`,
        rowsKey: `datasets/${report_id}/rows.csv`,
        rowCount: 12,
        rowsBytes: 840,
        rowsSha256: 'a'.repeat(64),
        dataAsOf: '2024-02-01T00:00:00Z',
      };
    },
  };
  const renderer: RendererActivities = {
    renderReport: async ({ request: { report_id } }) => ({
      key: report_id,
      bytes: 1_000,
      sha256: 'b'.repeat(64),
    }),
  };
  const settings = { ...config, log };
  const others = [
    runWorker(settings, {
      taskQueue: taskQueues.aggregator,
      activities: aggregator,
      maxConcurrentActivityTaskExecutions: 4 * inFlight + 10,
    }),
    runWorker(settings, { taskQueue: renderQueue('csv'), activities: renderer }),
  ];

  const start = ({ workflowBundle, version }: WorkflowCode): RunningWorker =>
    runWorker(settings, { taskQueue, workflowBundle, version, activities: { ...activities } });
  const current = async () => (await describeDeployment(temporal, deploymentName))?.current;
  /** What the scheduler's loop does every two seconds. */
  const becomeCurrent = ({ version }: WorkflowCode, silenceMs?: number) =>
    until(async () => {
      await takeOver({ temporal, version, taskQueue, log, ...(silenceMs !== undefined && { silenceMs }) });
      return (await current()) === version.buildId;
    });

  /** Reports whose workflows have taken their first steps and now wait for the aggregator. */
  const postAndHold = async (count: number): Promise<string[]> => {
    const requests = await Promise.all(
      Array.from({ length: count }, () => scheduler.post({ format: 'csv' })),
    );
    const ids = requests.map(({ report_id }) => report_id);
    await until(() => ids.every((id) => begun.has(id)));
    posted.push(...ids);
    return ids;
  };
  const letGo = async (ids: readonly string[]): Promise<void> => {
    gate.resolve();
    await until(async () => {
      const states = await Promise.all(ids.map((id) => scheduler.read(id)));
      return states.every(({ status }) => status !== 'generating');
    });
    gate = Promise.withResolvers();
  };
  const demandVersion = async (ids: readonly string[], buildId: string, what: string): Promise<void> => {
    for (const id of ids) {
      const { raw } = await temporal.client.workflow.getHandle(id).describe();
      const ran = raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
      if (ran !== buildId) faults.push(`${id}, ${what}, ran on ${ran} and not on ${buildId}`);
    }
  };

  const today = await bundleWorkflows(log, release);
  const later = await bundleWorkflows(log, 'later', changedWorkflows);

  // Forward: what is on its way ends where it began, what is new goes to the new version.
  const before = await postAndHold(inFlight);
  const laterWorker = start(later);
  await becomeCurrent(later);
  // A replica of the release before that starts late.
  await takeOver({ temporal, version: today.version, taskQueue, log });
  if ((await current()) !== later.version.buildId) faults.push('an old replica turned the release back');
  const after = await postAndHold(inFlight);
  await letGo([...before, ...after]);
  await demandVersion(before, today.version.buildId, 'begun before the release');
  await demandVersion(after, later.version.buildId, 'begun after the release');

  // Back: the new release's workers go, those of the one before come again.
  const stranded = await postAndHold(inFlight);
  await laterWorker.stop();
  const again = start(today);
  await becomeCurrent(today, 0);
  await until(async () => {
    moved += (await moveStranded({ temporal, deploymentName, taskQueue, log, silenceMs: 0 })).moved;
    return moved >= inFlight;
  });
  await letGo(stranded);
  await demandVersion(stranded, today.version.buildId, 'moved back');

  // A mistake: other code under the same build id. Its workers cannot replay what the others began.
  const mistaken = { ...today, version: { deploymentName, buildId: 'mistaken' } };
  const first = start(mistaken);
  await becomeCurrent(mistaken);
  const stuck = await postAndHold(Math.ceil(inFlight / 4));
  await first.stop();
  const second = start({ ...later, version: mistaken.version });
  gate.resolve();
  const soon = { graceSeconds: 0, maxTaskAttempts: 2 };
  const movedBefore = moved;
  await until(async () => {
    moved += (await moveStranded({ temporal, deploymentName, taskQueue, log, ...soon })).moved;
    return moved - movedBefore >= stuck.length;
  });
  await letGo(stuck);

  // The same mistake again, and again: who was moved before and is stuck is ended once, and its report fails once.
  const [twice = ''] = await postAndHold(1);
  const handle = temporal.client.workflow.getHandle(twice);
  const [secondRun, thirdWorker] = [await handle.describe(), start(mistaken)];
  await second.stop();
  begun.delete(twice);
  const ends: number[] = [];
  const round = async (): Promise<void> => {
    const { moved: away, ended } = await moveStranded({ temporal, deploymentName, taskQueue, log, ...soon });
    if (away > 0) moved += away;
    if (ended > 0) ends.push(ended);
  };
  gate.resolve();
  gate = Promise.withResolvers();
  await until(async () => {
    await round();
    return begun.has(twice) && (await handle.describe()).runId !== secondRun.runId;
  });
  const fourth = start({ ...later, version: mistaken.version });
  await thirdWorker.stop();
  gate.resolve();
  await until(async () => {
    await round();
    return ends.length > 0;
  });
  await round();
  if (ends.join() !== '1') faults.push(`a run that was stuck twice was ended ${ends.join(' and ')} times`);
  await scheduler.sharedSystem.sql`
    update reports set created_at = now() - interval '11 seconds' where id = ${twice}`;
  await until(async () => {
    await reconcileReports(scheduler);
    return (await scheduler.read(twice)).status === 'failed';
  });
  const failed = await scheduler.read(twice);
  await reconcileReports(scheduler);
  const { status, completedAt } = await scheduler.read(twice);
  if (failed.errorCode !== 'terminated') faults.push(`a run that was ended failed with ${failed.errorCode}`);
  if (status !== 'failed' || completedAt?.getTime() !== failed.completedAt?.getTime())
    faults.push('a run that was ended failed twice');
  posted.splice(posted.indexOf(twice), 1);

  const rows = await Promise.all(posted.map((id) => scheduler.read(id)));
  for (const { id, status, errorCode } of rows) {
    if (status !== 'completed') faults.push(`${id} is ${status} ${errorCode ?? ''}`);
  }
  await Promise.all([...others, again, fourth].map(({ stop }) => stop()));
  return {
    reports: rows.length,
    completed: rows.filter(({ status }) => status === 'completed').length,
    moved,
    faults,
  };
};

const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  const deadline = Date.now() + 240_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not so after four minutes: ${condition.toString()}`);
    await wait(50);
  }
};
