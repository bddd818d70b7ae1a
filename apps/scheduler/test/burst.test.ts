import { slotsAfter, storedCalendar } from '@reports/slots';
import { reports, type ScheduleRow, workspaces } from '@reports/database';
import { asc, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reconcileSchedules } from '../src/schedules/reconcile-schedules.ts';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

test('of a burst each run is made once, and a workspace with one does not wait for one with many', async () => {
  await scheduler.owner.orm.insert(workspaces).values([
    { id: 'ws_small', name: 'Small' },
    { id: 'ws_paused', name: 'Paused' },
  ]);
  const rows = scheduleRows(scheduler);
  const calendar = {
    frequency: 'daily',
    time: new Date(Date.now() + 3_600_000).toISOString().slice(11, 16),
    timezone: 'UTC',
  } as const;
  const many: ScheduleRow[] = [];
  for (let index = 0; index < 24; index += 1) many.push(await rows.create(calendar));
  const small = await rows.create(calendar, 'ws_small');
  const paused = await rows.create(calendar, 'ws_paused');
  await reconcileSchedules(scheduler, new Date());
  const { schedule } = scheduler.temporal.client;
  await schedule.getHandle(paused.reportId).pause('not now');
  await vi.waitUntil(
    async () => {
      for await (const summary of schedule.list({ query: 'TemporalSchedulePaused = true' })) {
        if (summary.scheduleId === paused.reportId) return true;
      }
      return false;
    },
    { timeout: 60_000, interval: 200 },
  );

  const [slot] = slotsAfter(storedCalendar(small), new Date(), 1);
  if (!slot) throw new Error('no slot comes');
  scheduler.burst.noticeFiring(slot.scheduledFor);
  scheduler.burst.noticeFiring(slot.scheduledFor);
  const runs = await vi.waitUntil(
    async () => {
      const made = await scheduler.systemDatabase.orm
        .select()
        .from(reports)
        .where(isNotNull(reports.sourceReportId))
        .orderBy(asc(reports.createdAt));
      return made.length >= 25 ? made : undefined;
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(runs.findIndex(({ workspaceId }) => workspaceId === 'ws_small')).toBeLessThan(8);
  expect(new Set(runs.map(({ sourceReportId }) => sourceReportId))).toEqual(
    new Set([...many, small].map(({ reportId }) => reportId)),
  );
  expect(runs).toHaveLength(25);
}, 180_000);
