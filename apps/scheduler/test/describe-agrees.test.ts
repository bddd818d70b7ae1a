import { type Calendar, slotsAfter, storedCalendar } from '@reports/slots';
import { daysOfWeek } from '@reports/contracts';
import type { CalendarSpec, ScheduleOptions } from '@temporalio/client';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alignSchedule } from '../src/schedules/align-schedule.ts';
import { type TestScheduler, startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';

let scheduler: TestScheduler;

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

const zones = Intl.supportedValuesOf('timeZone');
const twoDigits = (value: number): string => String(value).padStart(2, '0');

const calendars: fc.Arbitrary<Calendar> = fc
  .record({
    frequency: fc.constantFrom('daily', 'weekly', 'monthly'),
    dayOfWeek: fc.constantFrom(...daysOfWeek),
    dayOfMonth: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)),
    hour: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 })),
    minute: fc.integer({ min: 0, max: 59 }),
    timezone: fc.oneof(
      fc.constantFrom(...zones),
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo'),
    ),
  })
  .map(({ frequency, dayOfWeek, dayOfMonth, hour, minute, timezone }): Calendar => {
    const clock = { time: `${twoDigits(hour)}:${twoDigits(minute)}`, timezone };
    switch (frequency) {
      case 'daily':
        return { frequency, ...clock };
      case 'weekly':
        return { frequency, dayOfWeek, ...clock };
      default:
        return { frequency, dayOfMonth, ...clock };
    }
  });

test('what Temporal will do next is what we say, for random schedules', async () => {
  const rows = scheduleRows(scheduler);
  await fc.assert(
    fc.asyncProperty(calendars, async (calendar) => {
      const { frequency, time, timezone } = calendar;
      const { reportId, ...schedule } = await rows.create({
        frequency,
        time,
        timezone,
        ...(calendar.frequency === 'weekly' && { dayOfWeek: calendar.dayOfWeek }),
        ...(calendar.frequency === 'monthly' && { dayOfMonth: String(calendar.dayOfMonth) }),
      });
      await alignSchedule(scheduler, reportId);
      const { info } = await scheduler.temporal.client.schedule.getHandle(reportId).describe();
      const slots = slotsAfter(storedCalendar(schedule), new Date(), info.nextActionTimes.length);
      expect(info.nextActionTimes.length).toBeGreaterThanOrEqual(5);
      expect(info.nextActionTimes).toEqual(slots.map(({ scheduledFor }) => scheduledFor));
    }),
    { numRuns: 12 },
  );
}, 180_000);

/** The calendar in Temporal's own words, which Temporal matches against the clock of the zone. */
const ownCalendars = (calendar: Calendar): CalendarSpec[] => {
  const [hour = 0, minute = 0] = calendar.time.split(':').map(Number);
  switch (calendar.frequency) {
    case 'daily':
      return [{ hour, minute }];
    case 'weekly':
      return [{ hour, minute, dayOfWeek: calendar.dayOfWeek.toUpperCase() as 'MONDAY' }];
    default:
      if (calendar.dayOfMonth !== 'last') return [{ hour, minute, dayOfMonth: calendar.dayOfMonth }];
      return [
        {
          hour,
          minute,
          dayOfMonth: 31,
          month: ['JANUARY', 'MARCH', 'MAY', 'JULY', 'AUGUST', 'OCTOBER', 'DECEMBER'],
        },
        { hour, minute, dayOfMonth: 30, month: ['APRIL', 'JUNE', 'SEPTEMBER', 'NOVEMBER'] },
        { hour, minute, dayOfMonth: 28, month: 'FEBRUARY', year: [2026, 2027, 2029, 2030, 2031] },
        { hour, minute, dayOfMonth: 29, month: 'FEBRUARY', year: 2028 },
      ];
  }
};

const wallClock = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    .format(instant)
    .replace(' ', 'T');

/** The offset of a zone's clocks, in hours. */
const offsetOf = (instant: Date, timeZone: string): number =>
  (Date.parse(`${wallClock(instant, timeZone)}Z`) - Math.floor(instant.getTime() / 60_000) * 60_000) /
  3_600_000;

const clocksChangeNear = (instant: Date, timeZone: string): boolean => {
  const hoursLater = (hours: number) => offsetOf(new Date(instant.getTime() + hours * 3_600_000), timeZone);
  return hoursLater(-3) !== hoursLater(3);
};

test("Temporal's own matching of calendars finds our slots, away from the hours in which clocks change", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      calendars,
      // From after the tests' own day to the end of 2030, so that daylight saving changes come by.
      fc.integer({ min: Date.UTC(2027, 0, 1), max: Date.UTC(2030, 0, 1) }),
      async (calendar, from) => {
        const startAt = new Date(Math.floor(from / 1_000) * 1_000);
        const scheduleId = `own-${compared}-${from}`;
        const handle = await scheduler.temporal.client.schedule.create({
          scheduleId,
          spec: { calendars: ownCalendars(calendar), timezone: calendar.timezone, startAt },
          action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'none' },
          state: { paused: true },
        } satisfies ScheduleOptions);
        const { info } = await handle.describe();
        await handle.delete();
        const ours = slotsAfter(calendar, new Date(startAt.getTime() - 1), info.nextActionTimes.length);
        for (const [index, time] of info.nextActionTimes.entries()) {
          const slot = ours[index];
          if (!slot) break;
          if (time.getTime() !== slot.scheduledFor.getTime()) {
            // They fire a second time where clocks read the time twice, and skip it in a gap and at its end. Before clocks go back
            // they can even fire when clocks read another time: at 01:00 for 00:00, Asia/Hebron, 28 October 2028.
            const either = [time, slot.scheduledFor];
            expect(either.some((instant) => clocksChangeNear(instant, calendar.timezone))).toBe(true);
            break;
          }
          compared += 1;
        }
      },
    ),
    {
      numRuns: 40,
      examples: [
        [
          { frequency: 'monthly', dayOfMonth: 28, time: '00:00', timezone: 'Asia/Hebron' },
          Date.UTC(2028, 0, 27, 22, 0, 1),
        ],
        // Between the two instants at which clocks read 02:00.
        [{ frequency: 'daily', time: '02:00', timezone: 'Africa/Ceuta' }, Date.UTC(2028, 9, 29, 0, 0, 1)],
      ],
    },
  );
  expect(compared).toBeGreaterThan(200);
}, 180_000);
