import { createEvent } from '@reports/contracts';
import { promiseEvent, reports } from '@reports/database';
import { slotAt, startSlot, storedCalendar } from '@reports/slots';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;
const patience = { timeout: 60_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

const stateOf = async (workflowId: string): Promise<string> =>
  scheduler.temporal.client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      ({ status }) => status.name,
      () => 'none',
    );

/** As the api does: what becomes of the row, and the event, in one transaction. */
const end = (id: string, fate: 'cancelled' | 'deleted') =>
  scheduler.shared.withWorkspace('ws_test', async (transaction) => {
    const isReport = and(eq(reports.id, id), eq(reports.workspaceId, 'ws_test'));
    if (fate === 'deleted') await transaction.delete(reports).where(isReport);
    else {
      await transaction
        .update(reports)
        .set({ status: 'failed', errorCode: 'cancelled', completedAt: new Date() })
        .where(isReport);
    }
    await promiseEvent(
      transaction,
      createEvent('report.cancelled', {
        source: '/test',
        workspaceId: 'ws_test',
        subject: id,
        data: { report_id: id, workflow_id: id },
      }),
    );
  });

test.each(['cancelled', 'deleted'] as const)('the workflow of a report that was %s ends', async (fate) => {
  const { report_id: id } = await scheduler.post();
  // Past its look at the row: one that finds it ended ends by itself.
  const handle = scheduler.temporal.client.workflow.getHandle(id);
  const pending = () =>
    handle.describe().then(
      ({ raw }) => raw.pendingActivities?.length,
      () => 0,
    );
  await vi.waitUntil(async () => (await pending()) === 1, patience);
  await end(id, fate);
  await vi.waitUntil(async () => (await stateOf(id)) === 'CANCELLED', patience);
  const [row] = await scheduler.systemDatabase.orm.select().from(reports).where(eq(reports.id, id));
  expect(row?.errorCode).toBe(fate === 'cancelled' ? 'cancelled' : undefined);
  // A second time, and for one that never was, nothing happens and nothing stays behind.
  await end(id, fate);
  await end('rpt_never', fate);
  const { manager } = await scheduler.messaging.jetstream();
  await vi.waitUntil(async () => {
    const { num_pending, num_ack_pending, delivered } = await manager.consumers.info(
      'REPORTS',
      'scheduler-cancellations',
    );
    return delivered.stream_seq > 0 && num_pending + num_ack_pending === 0;
  }, patience);
});

test('a workflow that opens its slot a second time does not bring a deleted run back', async () => {
  const schedule = await scheduleRows(scheduler).create({
    frequency: 'weekly',
    dayOfWeek: 'monday',
    time: '06:00',
    timezone: 'UTC',
    status: 'paused',
  });
  const slot = slotAt(storedCalendar(schedule), new Date('2024-02-05T06:00:00Z'));
  if (!slot) throw new Error('no slot');
  const open = () =>
    scheduler.database.withWorkspace('ws_test', (transaction) =>
      startSlot(transaction, { schedule, slot, workflowId: 'wf_1' }),
    );
  const { run } = await open();
  expect((await open()).run.id).toBe(run.id);
  await scheduler.shared.withWorkspace('ws_test', (transaction) =>
    transaction.delete(reports).where(and(eq(reports.id, run.id), eq(reports.workspaceId, 'ws_test'))),
  );
  await expect(open()).rejects.toMatchObject({ code: 'run_deleted' });
});
