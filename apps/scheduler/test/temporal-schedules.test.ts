import { slotsAfter, slotsBetween, storedCalendar } from '@reports/slots';
import { createEvent } from '@reports/contracts';
import type { ScheduleRow } from '@reports/database';
import { publishEvent } from '@reports/messaging';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reconcileSchedules } from '../src/schedules/reconcile-schedules.ts';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;
let rows: ReturnType<typeof scheduleRows>;
const patience = { timeout: 60_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  scheduler = await startScheduler();
  rows = scheduleRows(scheduler);
});
afterAll(() => scheduler.stop());

const dayMs = 24 * 3_600_000;
const daily = { frequency: 'daily', time: '06:00', timezone: 'Europe/Berlin' } as const;

const handleOf = ({ reportId }: ScheduleRow) => scheduler.temporal.client.schedule.getHandle(reportId);

/** The Temporal Schedule, once it was made from a revision. */
const inTemporal = (schedule: ScheduleRow, revision: string) =>
  vi.waitUntil(async () => {
    const found = await handleOf(schedule)
      .describe()
      .catch(() => undefined);
    return found?.searchAttributes['ScheduleRevision']?.[0] === revision ? found : undefined;
  }, patience);

const isGone = (schedule: ScheduleRow) =>
  vi.waitUntil(
    () =>
      handleOf(schedule)
        .describe()
        .then(
          () => false,
          () => true,
        ),
    patience,
  );

const reconcile = () => reconcileSchedules(scheduler, new Date());

/** Listings in Temporal lag behind. */
const listed = (schedule: ScheduleRow, matches: (state: { paused: boolean }) => boolean) =>
  vi.waitUntil(async () => {
    for await (const summary of scheduler.temporal.client.schedule.list()) {
      if (summary.scheduleId === schedule.reportId) return matches(summary.state);
    }
    return false;
  }, patience);

const unlisted = (schedule: ScheduleRow) =>
  vi.waitUntil(async () => {
    for await (const { scheduleId } of scheduler.temporal.client.schedule.list()) {
      if (scheduleId === schedule.reportId) return false;
    }
    return true;
  }, patience);

test('a schedule becomes a Temporal Schedule that says what it is and fires when we say', async () => {
  const schedule = await rows.create({
    frequency: 'weekly',
    dayOfWeek: 'monday',
    time: '06:00',
    timezone: 'Europe/Berlin',
  });
  const { state, policies, info, searchAttributes } = await inTemporal(schedule, '1 active');
  expect(state).toMatchObject({
    paused: false,
    note: 'QA performance · weekly, Monday 06:00 Europe/Berlin · PDF to 2 addresses · workspace Acme',
  });
  expect(policies).toEqual({
    overlap: 'ALLOW_ALL',
    catchupWindow: 7 * 24 * 3_600_000,
    pauseOnFailure: false,
  });
  expect(searchAttributes).toMatchObject({ ReportId: [schedule.reportId], WorkspaceId: ['ws_test'] });
  const slots = slotsAfter(storedCalendar(schedule), new Date(), 5);
  expect(info.nextActionTimes.slice(0, 5)).toEqual(slots.map(({ scheduledFor }) => scheduledFor));
});

test('a change reaches Temporal, and an older event that comes later does not undo it', async () => {
  const schedule = await rows.create(daily);
  await inTemporal(schedule, '1 active');
  const changed = await rows.change(schedule, { time: '07:30' });
  const { info } = await inTemporal(schedule, '2 active');
  const [next] = slotsAfter(storedCalendar(changed), new Date(), 1);
  expect(info.nextActionTimes[0]).toEqual(next?.scheduledFor);

  await publishEvent(
    scheduler.messaging,
    createEvent('schedule.changed', {
      source: '/test',
      workspaceId: 'ws_test',
      data: { report_id: schedule.reportId, revision: 1 },
    }),
  );
  const last = await rows.change(schedule, { time: '08:45' });
  const [then] = slotsAfter(storedCalendar(last), new Date(), 1);
  expect((await inTemporal(schedule, '3 active')).info.nextActionTimes[0]).toEqual(then?.scheduledFor);
});

test('a paused schedule is paused in Temporal, a resumed one goes on, a cancelled one is gone', async () => {
  const schedule = await rows.create(daily);
  await inTemporal(schedule, '1 active');
  await rows.change(schedule, { status: 'paused' });
  expect((await inTemporal(schedule, '2 paused')).state.paused).toBe(true);
  await rows.change(schedule, { status: 'active' });
  expect((await inTemporal(schedule, '3 active')).state.paused).toBe(false);
  await rows.change(schedule, { status: 'cancelled' });
  await isGone(schedule);
  await reconcile();
  await isGone(schedule);
});

test('what an operator pauses and resumes in Temporal shows in the row, with the reason kept in the note', async () => {
  const schedule = await rows.create(daily);
  await inTemporal(schedule, '1 active');
  await handleOf(schedule).pause('maintenance until noon');
  await listed(schedule, ({ paused }) => paused);
  await reconcile();
  expect(await rows.read(schedule)).toMatchObject({ status: 'paused', revision: 2 });
  const { state } = await inTemporal(schedule, '2 paused');
  expect(state.paused).toBe(true);
  expect(state.note).toMatch(/^QA performance · daily.* · paused: maintenance until noon$/);

  await handleOf(schedule).unpause('on again');
  await listed(schedule, ({ paused }) => !paused);
  await reconcile();
  const resumed = await rows.read(schedule);
  expect(resumed).toMatchObject({ status: 'active', revision: 3 });
  expect(resumed.activeSince.getTime()).toBeGreaterThan(schedule.activeSince.getTime());
  expect((await inTemporal(schedule, '3 active')).state.note).not.toContain('on again');
});

test('a client that changes a schedule which an operator paused has its way', async () => {
  const schedule = await rows.create(daily);
  await inTemporal(schedule, '1 active');
  await handleOf(schedule).pause('no reason');
  await rows.change(schedule, { emails: ['three@example.com'] });
  const { state } = await inTemporal(schedule, '2 active');
  expect(state).toEqual({
    paused: false,
    note: 'QA performance · daily, 06:00 Europe/Berlin · PDF to t***@example.com · workspace Acme',
    remainingActions: undefined,
  });
});

test('the reconciler makes what Temporal lacks and deletes what no row asks for', async () => {
  const [lost, extra] = [await rows.create(daily), await rows.create(daily)];
  await inTemporal(lost, '1 active');
  await inTemporal(extra, '1 active');
  await handleOf(lost).delete();
  await unlisted(lost);
  await scheduler.owner.sql`delete from schedules where report_id = ${extra.reportId}`;
  await listed(extra, () => true);
  await reconcile();
  await inTemporal(lost, '1 active');
  await isGone(extra);
});

test('when an operator edits when a schedule fires, the row has its way, also where its slots are known', async () => {
  const schedule = await rows.create(daily);
  const before = await inTemporal(schedule, '1 active');
  await reconcile();
  const [first] = before.info.nextActionTimes;
  await handleOf(schedule).update(({ spec: _ours, ...rest }) => ({
    ...rest,
    spec: { calendars: [{ hour: 3, minute: 33 }] },
  }));
  await vi.waitUntil(async () => {
    for await (const { scheduleId, info } of scheduler.temporal.client.schedule.list()) {
      if (scheduleId === schedule.reportId) return info.nextActionTimes[0]?.getUTCMinutes() === 33;
    }
    return false;
  }, patience);
  await reconcile();
  expect((await handleOf(schedule).describe()).info.nextActionTimes[0]).toEqual(first);
});

test('a schedule that no one can bring in line holds up no other', async () => {
  const broken = await rows.create({ ...daily, timezone: 'Mars/Phobos' });
  const lost = await rows.create(daily);
  await inTemporal(lost, '1 active');
  await handleOf(lost).delete();
  await unlisted(lost);
  await reconcile();
  await inTemporal(lost, '1 active');
  await scheduler.owner.sql`delete from schedules where report_id = ${broken.reportId}`;
});

test('a trigger in Temporal makes a run beside the calendar', async () => {
  const schedule = await rows.create(daily);
  await inTemporal(schedule, '1 active');
  await handleOf(schedule).trigger();
  await vi.waitUntil(async () => (await rows.runs(schedule)).length === 1, patience);
  const [slot] = await rows.slots(schedule);
  const [run] = await rows.runs(schedule);
  expect(slot?.localTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(slot?.runReportId).toBe(run?.id);
  expect(run).toMatchObject({
    sourceReportId: schedule.reportId,
    filters: { campaign_id: 'cmp_1' },
    notifyEmails: ['one@example.com', 'two@example.com'],
  });
});

test('a backfill in Temporal runs each past slot once, each with its own period', async () => {
  const schedule = await rows.create(daily);
  const { info } = await inTemporal(schedule, '1 active');
  const [start, end] = [new Date(Date.now() - 40 * dayMs), new Date(Date.now() - 30 * dayMs)];
  const slots = slotsBetween(storedCalendar(schedule), start, end);
  const backfill = () => handleOf(schedule).backfill({ start, end, overlap: 'ALLOW_ALL' });
  await backfill();
  await vi.waitUntil(async () => (await rows.runs(schedule)).length === slots.length, patience);
  // A second firing of a slot is refused while the workflow of the first still runs.
  const { workflow } = scheduler.temporal.client;
  const inState = (state: string) =>
    `TemporalScheduledById = '${schedule.reportId}' AND ExecutionStatus = '${state}'`;
  await vi.waitUntil(async () => (await workflow.count(inState('Running'))).count === slots.length, patience);
  for await (const { workflowId } of workflow.list({ query: inState('Running') })) {
    await workflow.getHandle(workflowId).cancel();
  }
  await vi.waitUntil(
    async () => (await workflow.count(inState('Canceled'))).count === slots.length,
    patience,
  );
  await backfill();
  await vi.waitUntil(
    async () => (await handleOf(schedule).describe()).info.numActionsTaken === 2 * slots.length,
    patience,
  );
  const made = (await rows.slots(schedule)).map(({ localTime, periodFrom, periodTo }) => [
    localTime,
    periodFrom,
    periodTo,
  ]);
  expect(made).toEqual(slots.map(({ localTime, from, to }) => [localTime, from, to]));
  expect(await rows.runs(schedule)).toHaveLength(slots.length);
  expect(info.numActionsTaken).toBe(0);
});
