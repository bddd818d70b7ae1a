import { taskQueues } from '@reports/contracts';
import { reports, type ScheduleRow, workspaces } from '@reports/database';
import { runWorker } from '@reports/temporal';
import { asc, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;
const patience = { timeout: 60_000, interval: 200 };

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

test('of a burst each run is made once, and a workspace with one does not wait for one with many', async () => {
  await scheduler.owner.orm.insert(workspaces).values({ id: 'ws_small', name: 'Small' });
  const rows = scheduleRows(scheduler);
  const daily = { frequency: 'daily', time: '06:00', timezone: 'UTC' } as const;
  const many: ScheduleRow[] = [];
  for (let index = 0; index < 24; index += 1) many.push(await rows.create(daily));
  const small = await rows.create(daily, 'ws_small');
  const handles = [...many, small].map(({ reportId }) =>
    scheduler.temporal.client.schedule.getHandle(reportId),
  );
  for (const handle of handles) {
    await vi.waitUntil(() => handle.describe().catch(() => undefined), patience);
  }

  // All fire while nobody works; the small workspace is the last.
  await scheduler.stopWorker();
  for (const handle of handles) await handle.trigger();
  const waiting = "WorkflowType = 'produceScheduledReport'";
  await vi.waitUntil(
    async () => (await scheduler.temporal.client.workflow.count(waiting)).count === 25,
    patience,
  );
  const worker = runWorker(
    { ...scheduler.config, log: scheduler.log },
    {
      taskQueue: taskQueues.scheduler,
      ...scheduler.workflows,
      activities: { ...scheduler.activities, ...scheduler.scheduleActivities },
      maxConcurrentWorkflowTaskExecutions: 2,
      maxConcurrentLocalActivityExecutions: 1,
    },
  );
  const runs = await vi.waitUntil(async () => {
    const made = await scheduler.systemDatabase.orm
      .select()
      .from(reports)
      .where(isNotNull(reports.sourceReportId))
      .orderBy(asc(reports.createdAt));
    return made.length >= 25 ? made : undefined;
  }, patience);
  await worker.stop();
  expect(runs.findIndex(({ workspaceId }) => workspaceId === 'ws_small')).toBeLessThan(8);
  expect(new Set(runs.map(({ sourceReportId }) => sourceReportId))).toEqual(
    new Set([...many, small].map(({ reportId }) => reportId)),
  );
  expect(runs).toHaveLength(25);
  expect((await scheduler.temporal.client.workflow.count()).count).toBe(25);
}, 240_000);
