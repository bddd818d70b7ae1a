import { outbox, reports } from '@reports/database';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reconcileReports } from '../src/reports/reconcile-reports.ts';
import { type TestScheduler, startScheduler } from './platform.ts';

let scheduler: TestScheduler;
const patience = { timeout: 60_000 };

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

const started = async (id: string) => {
  const handle = scheduler.temporal.client.workflow.getHandle(id);
  await vi.waitUntil(() => handle.describe().catch(() => undefined), patience);
  return handle;
};

const age = (id: string, seconds: number) =>
  scheduler.sharedSystem.orm
    .update(reports)
    .set({ createdAt: sql`now() - make_interval(secs => ${seconds})` })
    .where(eq(reports.id, id));

/** Rounds of the reconciler, as it makes them, until a report has failed: Temporal's list of what runs is a moment behind. */
const reconcileUntilFailed = (id: string, dependencies = scheduler): Promise<boolean> =>
  vi.waitUntil(async () => {
    await reconcileReports(dependencies);
    return (await scheduler.read(id)).status === 'failed';
  }, patience);

test('a report becomes a workflow that says which report it is and where it stands', async () => {
  const { report_id } = await scheduler.post();
  const handle = await started(report_id);
  await vi.waitUntil(async () => (await handle.describe()).raw.pendingActivities?.length === 1, patience);
  const description = await handle.describe();
  expect(await description.staticSummary()).toBe('QA performance · PDF · 1–31 Jan 2024 · Acme');
  expect(await description.staticDetails()).toContain('- workspace: Acme (`ws_test`)');
  expect(description.memo).toEqual({
    report: 'QA performance, pdf',
    workspace: 'Acme',
    period: '2024-01-01 to 2024-01-31, UTC',
  });
  expect(description.searchAttributes).toMatchObject({
    ReportId: [report_id],
    WorkspaceId: ['ws_test'],
    ReportType: ['qa_performance'],
    ReportFormat: ['pdf'],
  });
  expect(description.raw.pendingActivities?.[0]?.activityType?.name).toBe('buildDataset');
  expect(await scheduler.systemDatabase.orm.select().from(outbox)).toEqual([]);
});

test('a workflow that an operator cancels leaves a failed report', async () => {
  const { report_id } = await scheduler.post();
  const handle = await started(report_id);
  await handle.cancel();
  await vi.waitUntil(async () => (await scheduler.read(report_id)).status === 'failed', patience);
  expect(await scheduler.read(report_id)).toMatchObject({ errorCode: 'cancelled', errorRetryable: true });
  await vi.waitUntil(async () => (await handle.describe()).status.name === 'CANCELLED', patience);
});

test('a workflow that was cancelled before it knew its report leaves a cancelled report, by the reconciler', async () => {
  const { report_id } = await scheduler.post();
  const handle = await started(report_id);
  await handle.cancel();
  await vi.waitUntil(async () => (await handle.describe()).status.name === 'CANCELLED', patience);
  // As the slot's commit leaves it, when the answer to the workflow is lost to the cancellation.
  await scheduler.sharedSystem.sql`
    update reports set status = 'generating', error_code = null, error_message = null, completed_at = null
    where id = ${report_id}`;
  await age(report_id, 11);
  await reconcileUntilFailed(report_id);
  expect(await scheduler.read(report_id)).toMatchObject({ status: 'failed', errorCode: 'cancelled' });
});

test('a workflow that an operator terminates leaves a failed report, by the reconciler', async () => {
  const { report_id } = await scheduler.post();
  const handle = await started(report_id);
  await handle.terminate('not wanted');
  await age(report_id, 11);
  await reconcileUntilFailed(report_id);
  expect(await scheduler.read(report_id)).toMatchObject({ status: 'failed', errorCode: 'terminated' });
});

test('a report whose request the bus lost is started by the reconciler, after a while', async () => {
  const request = await scheduler.shared.withWorkspace('ws_test', async (transaction) => {
    const [row] = await transaction
      .insert(reports)
      .values({
        id: 'rpt_lost',
        workspaceId: 'ws_test',
        type: 'qa_performance',
        format: 'json',
        periodFrom: '2024-01-01',
        periodTo: '2024-01-31',
        timezone: 'UTC',
      })
      .returning();
    return row;
  });
  expect(request?.status).toBe('generating');
  await age('rpt_lost', 20);
  await reconcileReports(scheduler);
  const handle = scheduler.temporal.client.workflow.getHandle('rpt_lost');
  await expect(handle.describe()).rejects.toThrow(/not found/i);
  await age('rpt_lost', 61);
  await reconcileReports(scheduler);
  expect((await handle.describe()).status.name).toBe('RUNNING');
});

test('a report that cannot be failed holds up no other', async () => {
  const [stuck, other] = [await scheduler.post(), await scheduler.post()];
  for (const { report_id } of [stuck, other]) {
    await (await started(report_id)).terminate();
    await age(report_id, 30);
  }
  await age(stuck.report_id, 40);
  const failReport: typeof scheduler.activities.failReport = async (input) => {
    if (input.request.report_id === stuck.report_id) throw new Error('this row is broken');
    return scheduler.activities.failReport(input);
  };
  await reconcileUntilFailed(other.report_id, {
    ...scheduler,
    activities: { ...scheduler.activities, failReport },
  });
  expect((await scheduler.read(stuck.report_id)).status).toBe('generating');
  await reconcileUntilFailed(stuck.report_id);
});

test('the end of a report is noted once, however often it is repeated', async () => {
  const request = await scheduler.post();
  const failure = { code: 'first', message: 'First.', retryable: false };
  await scheduler.activities.failReport({ request, failure });
  await scheduler.activities.failReport({ request, failure: { ...failure, code: 'second' } });
  const dataset = {
    summaryKey: 's',
    rowsKey: 'r',
    rowCount: 1,
    rowsBytes: 1,
    rowsSha256: '',
    dataAsOf: '2024-01-31T18:00:00Z',
  };
  const file = { key: 'k', bytes: 1, sha256: '' };
  await expect(scheduler.activities.completeReport({ request, dataset, file })).rejects.toThrow(
    /has failed \(first\) and stays so/,
  );
  expect(await scheduler.read(request.report_id)).toMatchObject({ status: 'failed', errorCode: 'first' });
});
