import { slotsAfter, storedCalendar } from '@reports/slots';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

test('a schedule fires at its minute and its run goes the way of every report', async () => {
  const rows = scheduleRows(scheduler);
  // The next minute, unless that is too close for Temporal to hear of the schedule before it.
  const minute = new Date(Date.now() + 65_000).toISOString().slice(11, 16);
  const schedule = await rows.create({ frequency: 'daily', time: minute, timezone: 'UTC' });
  const [slot] = slotsAfter(storedCalendar(schedule), new Date(), 1);
  const [run] = await vi.waitUntil(
    async () => {
      const runs = await rows.runs(schedule);
      return runs.length > 0 ? runs : undefined;
    },
    { timeout: 130_000, interval: 100 },
  );
  if (!slot || !run) throw new Error('nothing ran');
  expect(run).toMatchObject({
    scheduledFor: slot.scheduledFor,
    periodFrom: slot.from,
    periodTo: slot.to,
    sourceReportId: schedule.reportId,
  });
  const latenessMs = run.createdAt.getTime() - slot.scheduledFor.getTime();
  expect(latenessMs).toBeGreaterThanOrEqual(-1_000);
  expect(latenessMs).toBeLessThan(90_000);

  expect(run.workflowId).toBe(`${schedule.reportId}-slot-${slot.scheduledFor.toISOString().slice(0, 19)}Z`);
  const workflow = scheduler.temporal.client.workflow.getHandle(run.workflowId ?? '');
  await vi.waitUntil(
    async () => (await workflow.describe()).raw.pendingActivities?.[0]?.activityType?.name === 'buildDataset',
    { timeout: 60_000, interval: 100 },
  );
  const { searchAttributes, status } = await workflow.describe();
  expect(searchAttributes).toMatchObject({ ReportId: [run.id], WorkspaceId: ['ws_test'] });
  expect(status.name).toBe('RUNNING');
}, 240_000);
