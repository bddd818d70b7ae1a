import { describe, expect, test } from 'vitest';
import { calendarOf, storedCalendar, type Calendar } from './calendar.ts';
import { describeCalendar } from './describe-calendar.ts';
import { extraSlot, slotAt, slotsAfter, slotsBetween } from './slots.ts';

const daily = (time: string, timezone: string): Calendar => ({ frequency: 'daily', time, timezone });
const at = (iso: string): Date => new Date(iso);
const instants = (slots: { localTime: string; scheduledFor: Date }[]): string[] =>
  slots.map(({ localTime, scheduledFor }) => `${localTime} = ${scheduledFor.toISOString().slice(0, 16)}Z`);

describe('the slots of a calendar', () => {
  test('a weekly report created on 31 January 2024 runs first on Monday 5 February at 06:00 UTC', () => {
    const weekly = calendarOf({ frequency: 'weekly', day_of_week: 'monday', time: '06:00' }, 'UTC');
    expect(slotsAfter(weekly, at('2024-01-31T18:00:00Z'), 1)).toEqual([
      {
        localTime: '2024-02-05T06:00',
        scheduledFor: at('2024-02-05T06:00:00Z'),
        from: '2024-01-29',
        to: '2024-02-04',
      },
    ]);
  });

  test('slots are strictly after the instant asked for', () => {
    const calendar = daily('06:00', 'UTC');
    expect(instants(slotsAfter(calendar, at('2024-02-05T06:00:00Z'), 1))).toEqual([
      '2024-02-06T06:00 = 2024-02-06T06:00Z',
    ]);
    expect(instants(slotsAfter(calendar, at('2024-02-05T05:59:59.999Z'), 1))).toEqual([
      '2024-02-05T06:00 = 2024-02-05T06:00Z',
    ]);
  });

  test('a zone that nobody knows is an error, not a search without end', () => {
    const calendar = daily('06:00', 'Mars/Phobos');
    for (const search of [
      () => slotsAfter(calendar, at('2024-02-05T06:00:00Z'), 1),
      () => slotAt(calendar, '2024-02-05T06:00'),
      () => extraSlot(calendar, at('2024-02-05T06:00:00Z')),
    ]) {
      expect(search).toThrow(new RangeError('There is no time zone "Mars/Phobos"'));
    }
  });

  test('a range leaves out its beginning and has its end', () => {
    const slots = slotsBetween(daily('06:00', 'UTC'), at('2024-02-05T06:00:00Z'), at('2024-02-07T06:00:00Z'));
    expect(slots.map(({ localTime }) => localTime)).toEqual(['2024-02-06T06:00', '2024-02-07T06:00']);
  });

  test('a local time that does not exist runs at the first moment after the gap and keeps its name', () => {
    expect(instants(slotsAfter(daily('02:30', 'Europe/Berlin'), at('2026-03-28T12:00:00Z'), 2))).toEqual([
      '2026-03-29T02:30 = 2026-03-29T01:00Z',
      '2026-03-30T02:30 = 2026-03-30T00:30Z',
    ]);
  });

  test('a local time that exists twice runs once, the first time', () => {
    expect(instants(slotsAfter(daily('02:30', 'Europe/Berlin'), at('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T02:30 = 2026-10-25T00:30Z',
      '2026-10-26T02:30 = 2026-10-26T01:30Z',
    ]);
  });

  test('a gap of half an hour moves the slot by no more than the gap', () => {
    expect(
      instants(slotsAfter(daily('02:15', 'Australia/Lord_Howe'), at('2026-10-03T00:00:00Z'), 1)),
    ).toEqual(['2026-10-04T02:15 = 2026-10-03T15:30Z']);
  });

  test('the slot of a day that a zone skips runs when the clock jumps, beside the slot of the next day', () => {
    expect(instants(slotsAfter(daily('06:00', 'Pacific/Apia'), at('2011-12-29T20:00:00Z'), 2))).toEqual([
      '2011-12-30T06:00 = 2011-12-30T10:00Z',
      '2011-12-31T06:00 = 2011-12-30T16:00Z',
    ]);
    const sharing = slotsAfter(daily('00:00', 'Pacific/Apia'), at('2011-12-29T20:00:00Z'), 2);
    expect(instants(sharing)).toEqual([
      '2011-12-30T00:00 = 2011-12-30T10:00Z',
      '2011-12-31T00:00 = 2011-12-30T10:00Z',
    ]);
    expect(sharing.map(({ from }) => from)).toEqual(['2011-12-29', '2011-12-30']);
  });

  test('the last day of a month is its own in each month', () => {
    const calendar = calendarOf({ frequency: 'monthly', day_of_month: 'last', time: '09:00' }, 'UTC');
    const slots = slotsAfter(calendar, at('2024-01-01T00:00:00Z'), 4);
    expect(slots.map(({ localTime, from, to }) => [localTime, from, to])).toEqual([
      ['2024-01-31T09:00', '2023-12-01', '2023-12-31'],
      ['2024-02-29T09:00', '2024-01-01', '2024-01-31'],
      ['2024-03-31T09:00', '2024-02-01', '2024-02-29'],
      ['2024-04-30T09:00', '2024-03-01', '2024-03-31'],
    ]);
  });

  test('a slot is found by its local time and by its instant, and nothing else is', () => {
    const calendar = calendarOf({ frequency: 'weekly', time: '02:30' }, 'Europe/Berlin');
    const [slot] = slotsAfter(calendar, at('2024-02-01T00:00:00Z'), 1);
    expect(slotAt(calendar, '2024-02-05T02:30')).toEqual(slot);
    expect(slotAt(calendar, at('2024-02-05T01:30:00Z'))).toEqual(slot);
    for (const other of ['2024-02-05T02:31', '2024-02-06T02:30', '2024-02-30T02:30', 'soon']) {
      expect(slotAt(calendar, other)).toBeUndefined();
    }
    expect(slotAt(calendar, at('2024-02-05T02:30:00Z'))).toBeUndefined();
  });

  test('a run beside the calendar has the period of its local date and a name that no slot has', () => {
    const calendar = calendarOf({ frequency: 'weekly', time: '06:00' }, 'Asia/Kolkata');
    expect(extraSlot(calendar, at('2024-02-06T20:17:33.250Z'))).toEqual({
      localTime: '2024-02-07T01:47:33',
      scheduledFor: at('2024-02-06T20:17:33Z'),
      from: '2024-01-31',
      to: '2024-02-06',
    });
  });
});

describe('a calendar', () => {
  test('takes the defaults of the contract and ignores what its frequency does not use', () => {
    expect(calendarOf({ frequency: 'weekly' }, 'Asia/Kolkata')).toEqual({
      frequency: 'weekly',
      dayOfWeek: 'monday',
      time: '00:00',
      timezone: 'Asia/Kolkata',
    });
    expect(calendarOf({ frequency: 'monthly', day_of_week: 'friday' }, 'UTC')).toEqual({
      frequency: 'monthly',
      dayOfMonth: 1,
      time: '00:00',
      timezone: 'UTC',
    });
    expect(
      calendarOf(
        { frequency: 'daily', day_of_month: 'last', day_of_week: 'friday', timezone: 'UTC' },
        'Asia/Tokyo',
      ),
    ).toEqual({ frequency: 'daily', time: '00:00', timezone: 'UTC' });
  });

  test('comes back from its row', () => {
    const row = { frequency: 'monthly', dayOfWeek: null, time: '07:15', timezone: 'UTC' } as const;
    const clock = { time: '07:15', timezone: 'UTC' };
    expect(storedCalendar({ ...row, dayOfMonth: '28' })).toEqual({
      frequency: 'monthly',
      dayOfMonth: 28,
      ...clock,
    });
    expect(storedCalendar({ ...row, dayOfMonth: 'last' })).toEqual({
      frequency: 'monthly',
      dayOfMonth: 'last',
      ...clock,
    });
  });

  test('reads well', () => {
    const clock = { time: '06:00', timezone: 'Europe/Berlin' };
    expect(describeCalendar({ frequency: 'daily', ...clock })).toBe('daily, 06:00 Europe/Berlin');
    expect(describeCalendar({ frequency: 'weekly', dayOfWeek: 'monday', ...clock })).toBe(
      'weekly, Monday 06:00 Europe/Berlin',
    );
    expect(describeCalendar({ frequency: 'monthly', dayOfMonth: 'last', ...clock })).toBe(
      'monthly, last day 06:00 Europe/Berlin',
    );
    expect(describeCalendar({ frequency: 'monthly', dayOfMonth: 15, ...clock })).toBe(
      'monthly, day 15 06:00 Europe/Berlin',
    );
  });
});
