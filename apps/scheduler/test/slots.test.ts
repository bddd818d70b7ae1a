import { settleSchedule, slotsAfter, slotsBetween, storedCalendar } from '@reports/slots';
import { type FiredSchedule, type ReportTurn, searchAttributes } from '@reports/contracts';
import { type ScheduleRow, schedules } from '@reports/database';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reconcileSchedules } from '../src/schedules/reconcile-schedules.ts';
import { scheduleWorkflow } from '../src/schedules/temporal-schedule.ts';
import { keyword } from '../src/search-attribute-keys.ts';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;
let rows: ReturnType<typeof scheduleRows>;
let firings = 0;

beforeAll(async () => {
  scheduler = await startScheduler();
  rows = scheduleRows(scheduler);
});
afterAll(() => scheduler.stop());

vi.setConfig({ testTimeout: 120_000 });
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const ago = (ms: number): Date => new Date(Date.now() - ms);
const clockOf = (instant: Date): string => instant.toISOString().slice(11, 16);
const byTime = (one: string, other: string): number => one.localeCompare(other);

/** Due each day at the time of day that it was a while ago. */
const dailyDue = (msAgo: number) =>
  ({ frequency: 'daily', time: clockOf(ago(msAgo)), timezone: 'UTC' }) as const;

const settle = (schedule: ScheduleRow, now = new Date()) =>
  scheduler.database.withWorkspace('ws_test', (transaction) =>
    settleSchedule(transaction, schedule.reportId, { now, source: '/test' }),
  );

const settleNow = (schedule: ScheduleRow) =>
  scheduler.database.withWorkspace('ws_test', (transaction) =>
    settleSchedule(transaction, schedule.reportId, { source: '/test' }),
  );

const fire = (schedule: ScheduleRow, firedFor: Date) => {
  const { workspaceId, reportId, revision, frequency, dayOfWeek, dayOfMonth, time, timezone } = schedule;
  const calendar = { frequency, dayOfWeek, dayOfMonth, time, timezone };
  const fired: FiredSchedule = { workspaceId, reportId, revision, calendar };
  firings += 1;
  return scheduler.scheduleActivities.openSlot({
    ...fired,
    firedFor: firedFor.toISOString(),
    workflowId: `firing-${firings}`,
  });
};

const madeBy = (turns: ReportTurn[]): string[] =>
  turns.flatMap((turn) => ('make' in turn ? [turn.make.report_id] : []));

const slotsOf = (schedule: ScheduleRow, from: Date, to = new Date()) =>
  slotsBetween(storedCalendar(schedule), from, to);

test('after an outage the slots of seven days run, oldest first, with their own periods, and older ones are missed', async () => {
  const schedule = await rows.create({ ...dailyDue(5 * minuteMs), activeSince: ago(12 * dayMs) });
  const expected = slotsOf(schedule, ago(12 * dayMs));
  await reconcileSchedules(scheduler, new Date());
  const slots = await rows.slots(schedule);
  expect(
    slots.map(({ localTime, status, periodFrom, periodTo }) => [localTime, status, periodFrom, periodTo]),
  ).toEqual(
    expected.map(({ localTime, scheduledFor, from, to }) => [
      localTime,
      scheduledFor < ago(7 * dayMs) ? 'missed' : 'started',
      from,
      to,
    ]),
  );
  expect(slots.filter(({ status }) => status === 'missed')).toHaveLength(5);
  const runs = await rows.runs(schedule);
  expect(runs.map(({ id }) => id)).toEqual(slots.flatMap(({ runReportId }) => runReportId ?? []));
  expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual(
    slots.filter(({ status }) => status === 'started').map(({ scheduledFor }) => scheduledFor),
  );
  expect(new Set(runs.map(({ periodFrom }) => periodFrom)).size).toBe(7);
});

test('many at once start each slot once', async () => {
  const schedule = await rows.create({ ...dailyDue(minuteMs), activeSince: ago(6 * dayMs) });
  const owed = slotsOf(schedule, ago(6 * dayMs));
  const last = owed.at(-1)?.scheduledFor ?? new Date();
  const [settlements, turns] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => settle(schedule))),
    Promise.all(Array.from({ length: 8 }, () => fire(schedule, last))),
  ]);
  expect([...settlements.flatMap(({ started }) => started), ...madeBy(turns)]).toHaveLength(owed.length);
  expect(await rows.runs(schedule)).toHaveLength(owed.length);
});

test('a slot that fires while its schedule is changed, paused or cancelled runs once, as it was due before', async () => {
  const changes = [
    { time: '00:00' },
    { status: 'paused' },
    { status: 'cancelled' },
    { emails: [] as string[] },
  ] as const;
  await Promise.all(
    [...changes, ...changes, ...changes].map(async (change, index) => {
      // This minute's, or the last one's when a minute has just begun.
      const schedule = await rows.create({ ...dailyDue(0), activeSince: ago(2 * minuteMs) });
      const [slot] = slotsOf(schedule, ago(2 * minuteMs));
      if (!slot) throw new Error('no slot is due');
      const steps = [() => fire(schedule, slot.scheduledFor), () => rows.change(schedule, change)];
      await Promise.all((index % 2 === 0 ? steps : steps.toReversed()).map((step) => step()));
      // Temporal may be late: the firing of the older revision comes again.
      await fire(schedule, slot.scheduledFor);
      const runs = await rows.runs(schedule);
      expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual([slot.scheduledFor]);
      expect(runs[0]?.notifyEmails).toEqual(['one@example.com', 'two@example.com']);
    }),
  );
});

test('slots of a pause are not owed, neither while it lasts nor after it', async () => {
  const schedule = await rows.create({ ...dailyDue(minuteMs), activeSince: ago(5 * dayMs) });
  const paused = await rows.change(schedule, { status: 'paused' });
  const before = await rows.runs(schedule);
  expect((await settle(paused, new Date(Date.now() + 3 * dayMs))).started).toEqual([]);
  await rows.change(paused, { status: 'active', activeSince: new Date(Date.now() + 3 * dayMs) });
  const { started } = await settle(paused, new Date(Date.now() + 4 * dayMs));
  expect(started).toHaveLength(1);
  expect(await rows.runs(schedule)).toHaveLength(before.length + 1);
});

test('nothing runs for a cancelled schedule, whatever fires', async () => {
  const schedule = await rows.create({ ...dailyDue(-60 * minuteMs) });
  await rows.change(schedule, { status: 'cancelled' });
  const [slot] = slotsOf(schedule, ago(2 * dayMs));
  const results = await Promise.all([
    fire(schedule, slot?.scheduledFor ?? new Date()),
    fire(schedule, new Date()),
  ]);
  expect(results).toEqual(
    Array.from({ length: 2 }, () => ({
      nothing: 'Nothing to do: the schedule was cancelled.',
      failed: false,
    })),
  );
  expect(await rows.runs(schedule)).toEqual([]);
});

test('a missed slot that an operator backfills runs, and is missed no more', async () => {
  const schedule = await rows.create({ ...dailyDue(minuteMs), activeSince: ago(9 * dayMs) });
  await settle(schedule);
  const missed = (await rows.slots(schedule)).filter(({ status }) => status === 'missed');
  const [first] = missed;
  if (!first) throw new Error('none was missed');
  const started = madeBy([await fire(schedule, first.scheduledFor)]);
  expect(started).toHaveLength(1);
  const after = (await rows.slots(schedule)).find(({ localTime }) => localTime === first.localTime);
  expect(after).toMatchObject({ status: 'started', runReportId: started[0] });
});

test('a backfill that reaches into what is yet to come starts nothing there', async () => {
  const schedule = await rows.create(dailyDue(-60 * minuteMs));
  const last = slotsAfter(storedCalendar(schedule), new Date(), 30).at(-1);
  const instant = last?.scheduledFor ?? new Date();
  expect(await fire(schedule, instant)).toEqual({
    nothing: 'Nothing to do: the slot is yet to come.',
    failed: false,
  });
  expect(await rows.slots(schedule)).toEqual([]);
});

test('a slot that Temporal lost is started by the reconciler, a minute later', async () => {
  const schedule = await rows.create(dailyDue(-10 * minuteMs));
  const [slot] = slotsAfter(storedCalendar(schedule), new Date(), 1);
  if (!slot) throw new Error('no slot comes');
  const at = (ms: number) => new Date(slot.scheduledFor.getTime() + ms);
  await reconcileSchedules(scheduler, at(59_000));
  expect(await rows.runs(schedule)).toEqual([]);
  await reconcileSchedules(scheduler, at(61_000));
  expect((await rows.runs(schedule)).map(({ scheduledFor }) => scheduledFor)).toEqual([slot.scheduledFor]);
  await reconcileSchedules(scheduler, at(90_000));
  expect(await rows.runs(schedule)).toHaveLength(1);
});

test('a slot whose run waits in Temporal for its first step is left to it, and started once the run is gone', async () => {
  const schedule = await rows.create(dailyDue(-10 * minuteMs));
  const [slot] = slotsAfter(storedCalendar(schedule), new Date(), 1);
  if (!slot) throw new Error('no slot comes');
  const late = new Date(slot.scheduledFor.getTime() + 61_000);
  const { client } = scheduler.temporal;
  const waiting = await client.workflow.start(scheduleWorkflow, {
    workflowId: `${schedule.reportId}-slot-waits`,
    taskQueue: 'that-nobody-polls',
    typedSearchAttributes: [{ key: keyword(searchAttributes.scheduleId), value: schedule.reportId }],
  });
  // What is listed lags behind.
  const listed = (count: number) =>
    vi.waitFor(
      async () => {
        const query = `WorkflowId = '${waiting.workflowId}' AND ExecutionStatus = 'Running'`;
        expect((await client.workflow.count(query)).count).toBe(count);
      },
      { timeout: 30_000, interval: 100 },
    );
  await listed(1);
  await reconcileSchedules(scheduler, late);
  expect(await rows.runs(schedule)).toEqual([]);
  await waiting.terminate('It is lost.');
  await listed(0);
  await reconcileSchedules(scheduler, late);
  expect((await rows.runs(schedule)).map(({ scheduledFor }) => scheduledFor)).toEqual([slot.scheduledFor]);
});

test('slots that share an instant, where a zone skips a day, each run once', async () => {
  const schedule = await rows.create({
    frequency: 'daily',
    time: '00:00',
    timezone: 'Pacific/Apia',
    activeSince: new Date('2011-12-29T20:00:00Z'),
    status: 'paused',
  });
  // In one transaction, since the scheduler beside this test settles what it sees active, at today's time.
  const { started } = await scheduler.shared.withWorkspace('ws_test', async (transaction) => {
    await transaction
      .update(schedules)
      .set({ status: 'active' })
      .where(and(eq(schedules.reportId, schedule.reportId), eq(schedules.workspaceId, 'ws_test')));
    return settleSchedule(transaction, schedule.reportId, {
      now: new Date('2011-12-31T00:00:00Z'),
      source: '/test',
    });
  });
  expect(started).toHaveLength(2);
  const slots = await rows.slots(schedule);
  expect(
    slots
      .map(({ localTime }) => localTime)
      .toSorted(byTime)
      .slice(0, 2),
  ).toEqual(['2011-12-30T00:00', '2011-12-31T00:00']);
});

test('what is due is decided by the clock of PostgreSQL, however wrong the clock of the process is', async () => {
  // Further ahead than Temporal's clock may be.
  const schedule = await rows.create({ ...dailyDue(-5 * minuteMs), activeSince: ago(minuteMs) });
  const [slot] = slotsAfter(storedCalendar(schedule), new Date(), 1);
  if (!slot) throw new Error('no slot comes');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * minuteMs });
  try {
    await reconcileSchedules(scheduler);
    await settleNow(schedule);
    expect(await fire(schedule, slot.scheduledFor)).toMatchObject({
      nothing: 'Nothing to do: the slot is yet to come.',
    });
  } finally {
    vi.useRealTimers();
  }
  expect(await rows.slots(schedule)).toEqual([]);

  const late = await rows.create({ ...dailyDue(3 * minuteMs), activeSince: ago(10 * minuteMs) });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 10 * minuteMs });
  try {
    await settleNow(late);
  } finally {
    vi.useRealTimers();
  }
  expect(await rows.slots(late)).toHaveLength(1);
});

test("a slot that is opened again is its workflow's own until it is done, and nobody else's", async () => {
  const schedule = await rows.create({ ...dailyDue(minuteMs), activeSince: ago(minuteMs), status: 'paused' });
  const [slot] = slotsOf(schedule, ago(dayMs));
  if (!slot) throw new Error('no slot is due');
  const first = await fire(schedule, slot.scheduledFor);
  if (!('make' in first)) throw new Error(first.nothing);
  const request = first.make;
  expect(await scheduler.read(request.report_id)).toMatchObject({ workflowId: `firing-${firings}` });
  const mine = `firing-${firings}`;
  const again = () => scheduler.activities.beginReport({ request, workflowId: mine });
  expect(await again()).toEqual({ make: request });
  expect(await fire(schedule, slot.scheduledFor)).toEqual({
    nothing: `Nothing to do: workflow ${mine} makes report ${request.report_id}.`,
    failed: false,
  });
  const failure = { code: 'broken', message: 'Broken.', retryable: false };
  await scheduler.activities.failReport({ request, failure });
  expect(await again()).toMatchObject({ failed: true });
  expect(await fire(schedule, slot.scheduledFor)).toMatchObject({ failed: false });
  expect(await rows.runs(schedule)).toHaveLength(1);
});
