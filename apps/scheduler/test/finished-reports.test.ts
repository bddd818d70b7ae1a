import { reopenReport, reports } from '@reports/database';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { announceAgain } from '../src/reports/announce-again.ts';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';
import { startStandIns } from './stand-ins.ts';

let scheduler: TestScheduler;
let standIns: ReturnType<typeof startStandIns>;
const patience = { timeout: 60_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  scheduler = await startScheduler();
  standIns = startStandIns(scheduler);
});
afterAll(async () => {
  await standIns.stop();
  await scheduler.stop();
});

const finished = async (id: string) => {
  await vi.waitUntil(async () => (await scheduler.read(id)).status !== 'generating', patience);
  return scheduler.read(id);
};

const stateOf = async (workflowId: string): Promise<string> => {
  const handle = scheduler.temporal.client.workflow.getHandle(workflowId);
  await vi.waitUntil(async () => (await handle.describe()).status.name !== 'RUNNING', patience);
  return (await handle.describe()).status.name;
};

/** Resets a workflow as an operator does in Temporal's UI, to its first or its last workflow task. */
const reset = async (workflowId: string, to: 'first' | 'last') => {
  const { client } = scheduler.temporal;
  const handle = client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  await client.workflowService.resetWorkflowExecution({
    namespace: scheduler.config.temporalNamespace,
    workflowExecution: { workflowId, runId },
    reason: 'tried again',
    requestId: crypto.randomUUID(),
    workflowTaskFinishEventId: tasks.at(to === 'first' ? 0 : -1)?.eventId ?? null,
  });
  await vi.waitUntil(async () => (await handle.describe()).runId !== runId, patience);
  return stateOf(workflowId);
};

test.each(['first', 'last'] as const)(
  'a completed report that is reset to its %s task stays as it is',
  async (to) => {
    const { report_id } = await scheduler.post();
    const before = await finished(report_id);
    expect(before.status).toBe('completed');
    expect(await stateOf(report_id)).toBe('COMPLETED');
    expect(await reset(report_id, to)).toBe('COMPLETED');
    expect(await scheduler.read(report_id)).toEqual(before);
  },
);

test.each(['first', 'last'] as const)(
  'a failed report that is reset to its %s task stays failed, in Temporal too',
  async (to) => {
    const { report_id } = await scheduler.post({ filters: { campaign_id: 'cmp_broken' } });
    const before = await finished(report_id);
    expect(before).toMatchObject({ status: 'failed', errorCode: 'dataset_missing' });
    expect(await stateOf(report_id)).toBe('FAILED');
    expect(await reset(report_id, to)).toBe('FAILED');
    expect(await scheduler.read(report_id)).toEqual(before);
  },
);

test('a workflow whose report was failed meanwhile does not complete', async () => {
  const request = await scheduler.post();
  const { report_id } = request;
  await finished(report_id);
  await scheduler.owner.sql`
    update reports set status = 'failed', error_code = 'terminated', file_key = null where id = ${report_id}`;
  expect(await reset(report_id, 'last')).toBe('FAILED');
  expect(await scheduler.read(report_id)).toMatchObject({ status: 'failed', errorCode: 'terminated' });
});

test('a consumer that is made again, after Temporal forgot the workflows, makes nothing again', async () => {
  const { report_id } = await scheduler.post();
  const before = await finished(report_id);
  await stateOf(report_id);
  const { client } = scheduler.temporal;
  await client.workflowService.deleteWorkflowExecution({
    namespace: scheduler.config.temporalNamespace,
    workflowExecution: { workflowId: report_id },
  });
  const handle = client.workflow.getHandle(report_id);
  const isForgotten = () =>
    handle.describe().then(
      () => false,
      () => true,
    );
  await vi.waitUntil(isForgotten, patience);

  const { manager } = await scheduler.messaging.jetstream();
  const consumer = 'scheduler-requests';
  const { created } = await manager.consumers.info('REPORTS', consumer);
  await manager.consumers.delete('REPORTS', consumer);
  const { state } = await manager.streams.info('REPORTS');
  await vi.waitUntil(async () => {
    const info = await manager.consumers.info('REPORTS', consumer).catch(() => undefined);
    return (
      info !== undefined &&
      info.created !== created &&
      info.num_pending + info.num_ack_pending === 0 &&
      info.delivered.stream_seq > 0
    );
  }, patience);
  expect(state.messages).toBeGreaterThan(0);
  expect(await isForgotten()).toBe(true);
  expect(await scheduler.read(report_id)).toEqual(before);
});

test('ends that the bus lost before anybody recorded their deliveries are announced again, less and less often', async () => {
  const announced = (id: string) => async () => {
    const { manager } = await scheduler.messaging.jetstream();
    const { subjects } = (await manager.streams.info('REPORTS', { subjects_filter: 'reports.ws_lost.*' }))
      .state;
    return subjects?.[`reports.ws_lost.${id}`] ?? 0;
  };
  await scheduler.owner.sql`insert into workspaces (id, name) values ('ws_lost', 'Lost')`;
  const { report_id } = await scheduler.post();
  await finished(report_id);
  await scheduler.owner.sql`update reports set workspace_id = 'ws_lost' where id = ${report_id}`;
  const { manager } = await scheduler.messaging.jetstream();
  await manager.streams.delete('REPORTS');
  const ago = (minutes: number) =>
    scheduler.owner
      .sql`update reports set completed_at = now() - make_interval(mins => ${minutes}) where id = ${report_id}`;
  const completed = announced('completed');

  expect(await announceAgain(scheduler)).toBe(0);
  await ago(3);
  expect(await announceAgain(scheduler)).toBe(1);
  await vi.waitUntil(async () => (await completed().catch(() => 0)) === 1, patience);
  // After three minutes and a bit the next one is due three and two minutes later.
  expect(await announceAgain(scheduler)).toBe(0);
  await scheduler.owner.sql`
    update reports set completed_at = completed_at - interval '6 minutes', announced_at = announced_at - interval '6 minutes'
    where id = ${report_id}`;
  expect(await announceAgain(scheduler)).toBe(1);
  await vi.waitUntil(async () => (await completed()) === 2, patience);

  await scheduler.sharedSystem.orm
    .update(reports)
    .set({ deliveriesRecordedAt: sql`now()`, announcedAt: null })
    .where(eq(reports.id, report_id));
  expect(await announceAgain(scheduler)).toBe(0);
});

test('a failed report is made again by a workflow of its own', async () => {
  const { report_id } = await scheduler.post({ filters: { campaign_id: 'cmp_broken' } });
  expect((await finished(report_id)).status).toBe('failed');
  await scheduler.owner.sql`update reports set filters = '{}' where id = ${report_id}`;
  const reopen = () =>
    scheduler.shared.withWorkspace('ws_test', (transaction) =>
      reopenReport(transaction, { workspaceId: 'ws_test', reportId: report_id, source: '/test' }),
    );
  expect(await reopen()).toMatchObject({ status: 'generating', attempt: 2, workflowId: `${report_id}-2` });
  expect(await finished(report_id)).toMatchObject({ status: 'completed', errorCode: null });
  expect(await stateOf(`${report_id}-2`)).toBe('COMPLETED');
  expect(await reset(report_id, 'first')).toBe('COMPLETED');
  expect(await reopen()).toBeUndefined();
});

test("a schedule's page tells the truth: the workflow of a run that failed has failed, and a retry makes the run", async () => {
  const rows = scheduleRows(scheduler);
  const schedule = await rows.create({ frequency: 'daily', time: '06:00', timezone: 'UTC' });
  await scheduler.owner
    .sql`update reports set filters = '{"campaign_id": "cmp_broken"}' where id = ${schedule.reportId}`;
  const handle = scheduler.temporal.client.schedule.getHandle(schedule.reportId);
  await vi.waitUntil(() => handle.describe().catch(() => undefined), patience);
  await handle.trigger();
  const run = await vi.waitUntil(async () => (await rows.runs(schedule))[0], patience);
  expect((await finished(run.id)).status).toBe('failed');
  expect(await stateOf(run.workflowId ?? '')).toBe('FAILED');
  await scheduler.owner.sql`update reports set filters = '{}' where id = ${run.id}`;
  await scheduler.shared.withWorkspace('ws_test', (transaction) =>
    reopenReport(transaction, { workspaceId: 'ws_test', reportId: run.id, source: '/test' }),
  );
  expect(await finished(run.id)).toMatchObject({ status: 'completed', workflowId: `${run.id}-2` });
  expect(await rows.slots(schedule)).toMatchObject([{ runReportId: run.id, status: 'started' }]);
});
