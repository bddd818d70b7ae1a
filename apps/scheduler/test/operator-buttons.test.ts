import { reports } from '@reports/database';
import { taskQueues } from '@reports/contracts';
import { runWorker } from '@reports/temporal';
import proto from '@temporalio/proto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reconcileReports } from '../src/reports/reconcile-reports.ts';
import { startScheduler, type TestScheduler } from './platform.ts';
import { startStandIns } from './stand-ins.ts';

// What docs/operators.md says of each button of Temporal's UI: each is pressed here by the API that the UI calls.
vi.setConfig({ testTimeout: 120_000 });
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
    '**1 of 3** · collecting the figures (aggregator)',
  );
  await withStandIns(() => untilStatus(id, 'completed'));
  await vi.waitUntil(
    async () => String(await workflows().getHandle(id).query('progress')).startsWith('**Completed.**'),
    patience,
  );
});

test('Reset: what is in the making starts again, what is finished stays as it is', async () => {
  const id = await waitingReport();
  const reset = async () => {
    const { history } = await service().getWorkflowExecutionHistory({
      namespace: namespace(),
      execution: { workflowId: id },
    });
    const task = history?.events?.find((event) => event.workflowTaskCompletedEventAttributes);
    await service().resetWorkflowExecution({
      namespace: namespace(),
      workflowExecution: { workflowId: id },
      reason: 'a test',
      workflowTaskFinishEventId: task?.eventId ?? null,
      requestId: crypto.randomUUID(),
    });
  };
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

test('Batch: many are cancelled at once, each report as if it were alone', async () => {
  const ids = [await waitingReport({ format: 'csv' }), await waitingReport({ format: 'csv' })];
  const visibilityQuery = `WorkspaceId = "ws_test" AND ReportFormat = "csv" AND ExecutionStatus = "Running"`;
  await vi.waitUntil(async () => (await workflows().count(visibilityQuery)).count === ids.length, patience);
  await service().startBatchOperation({
    namespace: namespace(),
    jobId: crypto.randomUUID(),
    reason: 'a test',
    visibilityQuery,
    cancellationOperation: { identity: 'operator' },
  });
  for (const id of ids) {
    await untilStatus(id, 'failed');
    expect(await scheduler.read(id)).toMatchObject({ errorCode: 'cancelled' });
  }
});

test('workers and clients are named after their service', async () => {
  const { pollers } = await service().describeTaskQueue({
    namespace: namespace(),
    taskQueue: { name: taskQueues.scheduler },
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  expect(pollers?.map(({ identity }) => identity)).toContainEqual(expect.stringMatching(/^scheduler@/));
});
