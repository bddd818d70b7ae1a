import { readFileSync } from 'node:fs';
import { reports } from '@reports/database';
import { type ReportType, taskQueues } from '@reports/contracts';
import { operatorWaitSignal } from '@reports/contracts/workflows';
import { runWorker } from '@reports/temporal';
import proto from '@temporalio/proto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reconcileReports } from '../src/reports/reconcile-reports.ts';
import { startScheduler, type TestScheduler } from './platform.ts';
import { resetWorkflow } from './reset-workflow.ts';
import { startStandIns } from './stand-ins.ts';

// What docs/operators.md says of each button of Temporal's UI: each is pressed here by the API that the UI calls.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const patience = { timeout: 60_000, interval: 100 };

let scheduler: TestScheduler;

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

const workflows = () => scheduler.temporal.client.workflow;
const service = () => scheduler.temporal.client.workflowService;
const namespace = () => scheduler.config.temporalNamespace;

const statusOf = async (id: string): Promise<string> => (await scheduler.read(id)).status;
const untilStatus = (id: string, status: string) =>
  vi.waitUntil(async () => (await statusOf(id)) === status, patience);

/** A report whose figures nobody collects yet: it waits. */
const waitingReport = async (fields: Parameters<TestScheduler['post']>[0] = {}): Promise<string> => {
  const { report_id } = await scheduler.post(fields);
  await vi.waitUntil(async () => {
    const found = await workflows()
      .getHandle(report_id)
      .describe()
      .catch(() => undefined);
    return found?.raw.pendingActivities?.length === 1;
  }, patience);
  return report_id;
};

const age = (id: string, seconds: number) =>
  scheduler.sharedSystem.orm
    .update(reports)
    .set({ createdAt: sql`now() - make_interval(secs => ${seconds})` })
    .where(eq(reports.id, id));

const withStandIns = async (work: () => Promise<unknown>): Promise<void> => {
  const standIns = startStandIns(scheduler);
  try {
    await work();
  } finally {
    await standIns.stop();
  }
};

test('Update "cancel" with a reason: the report has failed, and its client is told why', async () => {
  const id = await waitingReport();
  const handle = workflows().getHandle(id);
  await expect(handle.executeUpdate('cancel', { args: [' '] })).rejects.toThrow();
  expect(await handle.executeUpdate('cancel', { args: ['The period was wrong'] })).toBe(
    'The report is cancelled.',
  );
  await untilStatus(id, 'failed');
  expect(await scheduler.read(id)).toMatchObject({
    errorCode: 'cancelled',
    errorMessage: expect.stringContaining('The period was wrong. Post it again'),
  });
  await vi.waitUntil(async () => (await handle.describe()).status.name === 'FAILED', patience);
  const { searchAttributes } = await handle.describe();
  expect(searchAttributes).toMatchObject({ ErrorCode: ['cancelled'], Attempt: [1], WorkspaceName: ['Acme'] });
});

test('Query "progress": where the report stands, in words', async () => {
  const id = await waitingReport();
  expect(await workflows().getHandle(id).query('progress')).toBe(
    '**Collecting** · the figures are read (aggregator)',
  );
  await withStandIns(() => untilStatus(id, 'completed'));
  await vi.waitUntil(
    async () => String(await workflows().getHandle(id).query('progress')).startsWith('**Completed.**'),
    patience,
  );
});

test('Reset: what is in the making starts again, what is finished stays as it is', async () => {
  const id = await waitingReport();
  const reset = () => resetWorkflow(scheduler, id);
  await reset();
  await withStandIns(() => untilStatus(id, 'completed'));
  const before = await scheduler.read(id);
  await vi.waitUntil(
    async () => (await workflows().getHandle(id).describe()).status.name === 'COMPLETED',
    patience,
  );
  await reset();
  await vi.waitUntil(
    async () => (await workflows().getHandle(id).describe()).status.name === 'COMPLETED',
    patience,
  );
  expect(await scheduler.read(id)).toEqual(before);
});

test('Delete: a report in the making is started again by the reconciler, a finished one stays', async () => {
  const id = await waitingReport();
  const remove = () =>
    service().deleteWorkflowExecution({ namespace: namespace(), workflowExecution: { workflowId: id } });
  await remove();
  await vi.waitUntil(
    () =>
      workflows()
        .getHandle(id)
        .describe()
        .then(
          () => false,
          () => true,
        ),
    patience,
  );
  await age(id, 61);
  await vi.waitUntil(async () => {
    await reconcileReports(scheduler);
    const found = await workflows()
      .getHandle(id)
      .describe()
      .catch(() => undefined);
    return found?.status.name === 'RUNNING';
  }, patience);
  await withStandIns(() => untilStatus(id, 'completed'));
  await remove();
  await reconcileReports(scheduler);
  expect(await statusOf(id)).toBe('completed');
});

test('Start a workflow like this one: the report stays with its own workflow', async () => {
  const id = await waitingReport();
  const request = { ...(await scheduler.post()), report_id: id };
  const twin = await workflows().start('produceReport', {
    workflowId: `${id}-by-hand`,
    taskQueue: taskQueues.scheduler,
    args: [request],
  });
  await twin.result();
  expect(await twin.query('progress')).toBe(`Nothing to do: workflow ${id} makes report ${id}.`);
  expect(await statusOf(id)).toBe('generating');
});

test('Pause, unpause and reset of an activity: the report waits, and goes on', async () => {
  const id = await waitingReport();
  const execution = { workflowId: id };
  await service().pauseActivity({
    namespace: namespace(),
    execution,
    type: 'buildDataset',
    identity: 'operator',
  });
  const standIns = startStandIns(scheduler);
  try {
    const described = await workflows().getHandle(id).describe();
    expect(described.raw.pendingActivities?.[0]?.paused).toBe(true);
    // Another report passes it by.
    const other = await scheduler.post();
    await untilStatus(other.report_id, 'completed');
    expect(await statusOf(id)).toBe('generating');
    await service().unpauseActivity({
      namespace: namespace(),
      execution,
      type: 'buildDataset',
      identity: 'operator',
    });
    await untilStatus(id, 'completed');
  } finally {
    await standIns.stop();
  }
});

test('Reset of an activity that waits for its next try: it is tried now', async () => {
  let tries = 0;
  const failing = runWorker(
    { ...scheduler.config, log: scheduler.log, faultPausesMs: [3_600_000, 3_600_000] },
    {
      taskQueue: taskQueues.aggregator,
      activities: {
        buildDataset: async () => {
          tries += 1;
          throw new Error('a fault');
        },
      },
    },
  );
  try {
    const id = await waitingReport();
    await vi.waitUntil(() => tries === 1, patience);
    await vi.waitUntil(async () => {
      const { raw } = await workflows().getHandle(id).describe();
      return raw.pendingActivities?.[0]?.lastFailure;
    }, patience);
    await service().resetActivity({
      namespace: namespace(),
      execution: { workflowId: id },
      type: 'buildDataset',
      identity: 'operator',
    });
    await vi.waitUntil(() => tries === 2, patience);
    await workflows().getHandle(id).terminate();
  } finally {
    await failing.stop();
  }
});

test('a finished report stays as it is, whatever is pressed', async () => {
  const id = await waitingReport();
  await withStandIns(() => untilStatus(id, 'completed'));
  const handle = workflows().getHandle(id);
  await vi.waitUntil(async () => (await handle.describe()).status.name === 'COMPLETED', patience);
  const before = await scheduler.read(id);
  for (const press of [
    () => handle.cancel(),
    () => handle.terminate('a test'),
    () => handle.executeUpdate('cancel', { args: ['too late'] }),
    () => handle.signal(operatorWaitSignal, { code: 'a', message: 'b' }),
  ]) {
    // Refused, or taken and of no effect.
    await press().catch(() => undefined);
  }
  expect(await scheduler.read(id)).toEqual(before);
  expect((await handle.describe()).status.name).toBe('COMPLETED');
});

test('Signal "waitsForOperator": the details say it, until the next step', async () => {
  const id = await waitingReport();
  const handle = workflows().getHandle(id);
  await handle.signal(operatorWaitSignal, { code: 'storage_full', message: 'Make room.' });
  const progress = async () => String(await handle.query('progress'));
  await vi.waitUntil(async () => (await progress()).startsWith('**Waits for an operator**'), patience);
  await withStandIns(() => untilStatus(id, 'completed'));
  await vi.waitUntil(async () => (await progress()).startsWith('**Completed.**'), patience);
});

/** What the UI sends for a batch, and what it leaves of reports in the making. */
const batches: {
  name: string;
  /** Of reports of this batch alone. */
  type: ReportType;
  operation: object;
  left: (id: string, runId: string) => Promise<unknown>;
}[] = [
  {
    name: 'cancel',
    type: 'call_summary',
    operation: { cancellationOperation: { identity: 'operator' } },
    left: async (id) => {
      await untilStatus(id, 'failed');
      expect(await scheduler.read(id)).toMatchObject({ errorCode: 'cancelled' });
    },
  },
  {
    name: 'terminate',
    type: 'agent_coaching',
    operation: { terminationOperation: { identity: 'operator' } },
    left: async (id) => {
      const isTerminated = async () =>
        (await workflows().getHandle(id).describe()).status.name === 'TERMINATED';
      await vi.waitUntil(isTerminated, patience);
      await age(id, 11);
      await vi.waitUntil(async () => {
        await reconcileReports(scheduler);
        return (await statusOf(id)) === 'failed';
      }, patience);
      expect(await scheduler.read(id)).toMatchObject({ errorCode: 'terminated' });
    },
  },
  {
    name: 'reset',
    type: 'compliance_audit',
    operation: { resetOperation: { identity: 'operator', options: { firstWorkflowTask: {} } } },
    left: async (id, before) => {
      await vi.waitUntil(async () => (await workflows().getHandle(id).describe()).runId !== before, patience);
      await withStandIns(() => untilStatus(id, 'completed'));
    },
  },
];

test.each(batches)('Batch $name: each report as if it were alone', async ({ type, operation, left }) => {
  const ids = [await waitingReport({ type }), await waitingReport({ type })];
  const runs = await Promise.all(ids.map((id) => workflows().getHandle(id).describe()));
  const visibilityQuery = `WorkspaceId = "ws_test" AND ReportType = "${type}" AND ExecutionStatus = "Running"`;
  await vi.waitUntil(async () => (await workflows().count(visibilityQuery)).count === ids.length, patience);
  await service().startBatchOperation({
    namespace: namespace(),
    jobId: crypto.randomUUID(),
    reason: 'a test',
    visibilityQuery,
    ...operation,
  });
  for (const { workflowId, runId } of runs) await left(workflowId, runId);
});

const guide = readFileSync(new URL('../../../docs/operators.md', import.meta.url), 'utf8');
const views = [...guide.matchAll(/\| \[`[^`]*\?query=([^`]+)`\]\((http[^)]+)\) \|/g)].map(
  ([, shown = '', link = '']) => ({ shown, query: new URL(link).searchParams.get('query') ?? '' }),
);

test('each view of the guide is a query that Temporal takes, and its link is the same one', async () => {
  expect(views.length).toBeGreaterThan(5);
  for (const { shown, query } of views) {
    expect(query).toBe(shown.replace('…', '1'));
    await workflows().list({ query, pageSize: 1 })[Symbol.asyncIterator]().next();
  }
});

test('a report that failed is found by its status, workspace, error and attempt', async () => {
  const id = await waitingReport();
  await workflows()
    .getHandle(id)
    .executeUpdate('cancel', { args: ['not wanted'] });
  await untilStatus(id, 'failed');
  const query =
    'ExecutionStatus = "Failed" AND WorkspaceName = "Acme" AND ErrorCode = "cancelled" AND Attempt = 1' +
    ` AND ReportId = "${id}"`;
  await vi.waitUntil(async () => (await workflows().count(query)).count === 1, patience);
});

test('workers and clients are named after their service', async () => {
  const { pollers } = await service().describeTaskQueue({
    namespace: namespace(),
    taskQueue: { name: taskQueues.scheduler },
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  expect(pollers?.map(({ identity }) => identity)).toContainEqual(expect.stringMatching(/^scheduler@/));
});
