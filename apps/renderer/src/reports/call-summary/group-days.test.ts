import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCallSummary } from '../../../test/fixtures/call-summary.ts';
import { groupDays } from './group-days.ts';

const calls = (days: number, from = '2024-01-03') =>
  makeCallSummary(1, { from, days, campaigns: 1, dispositions: 1 }).by_date;

describe('the days of a call summary', () => {
  test.each([
    [1, 'day'],
    [60, 'day'],
    [61, 'week'],
    [200, 'week'],
    [201, 'month'],
    [366, 'month'],
  ])('of %i days go by %s', (days, unit) => expect(groupDays(calls(days)).unit).toBe(unit));

  test('stand for themselves where they are few, with the year where it begins', () => {
    const { stretches } = groupDays(calls(40, '2023-12-30'));
    expect(stretches.slice(0, 4).map(({ name, label }) => [name, label])).toEqual([
      ['Sat 30 Dec 2023', '30 Dec\n2023'],
      ['Sun 31 Dec 2023', '31 Dec'],
      ['Mon 1 Jan 2024', '1 Jan\n2024'],
      ['Tue 2 Jan 2024', '2 Jan'],
    ]);
    expect(stretches.some(({ isPart }) => isPart)).toBe(false);
  });

  test('go by ISO weeks, those that the period cuts said to be parts', () => {
    const { stretches } = groupDays(calls(75, '2023-12-20'));
    expect(stretches.slice(0, 3).map(({ name, isPart }) => [name, isPart])).toEqual([
      ['20–24 Dec 2023', true],
      ['25–31 Dec 2023', false],
      ['1–7 Jan 2024', false],
    ]);
    expect(stretches.at(-1)).toMatchObject({ name: '26 Feb – 3 Mar 2024', isPart: false });
  });

  test('go by months, the first and last perhaps in part', () => {
    const { stretches } = groupDays(calls(366));
    expect(stretches).toHaveLength(13);
    expect(stretches.map(({ isPart }) => isPart)).toEqual([true, ...Array<false>(11).fill(false), true]);
    expect(stretches[1]).toMatchObject({ name: 'February 2024', label: 'Feb' });
    expect(stretches[12]).toMatchObject({ name: 'January 2025', label: 'Jan\n2025' });
  });

  test('lose no call and gain none, each day in one stretch', () => {
    const length = fc.integer({ min: 1, max: 366 });
    const day = fc.integer({ min: 0, max: 700 }).map((days) => new Date(Date.UTC(2023, 0, 1 + days)));
    fc.assert(
      fc.property(length, day, (days, first) => {
        const byDate = calls(days, first.toISOString().slice(0, 10));
        const { stretches } = groupDays(byDate);
        for (const figure of ['total_calls', 'connected_calls'] as const) {
          expect(stretches.reduce((sum, stretch) => sum + stretch[figure], 0)).toBe(
            byDate.reduce((sum, each) => sum + each[figure], 0),
          );
        }
        expect([stretches[0]?.from, stretches.at(-1)?.to]).toEqual([byDate[0]?.date, byDate.at(-1)?.date]);
        for (const [index, { from }] of stretches.entries()) {
          const before = stretches[index - 1];
          if (before) expect(Date.parse(from) - Date.parse(before.to)).toBe(86_400_000);
        }
      }),
    );
  });

  test('have the mean duration of all their connected calls', () => {
    const on = (date: string, connected: number, seconds: number | null) => ({
      date,
      total_calls: connected * 2,
      connected_calls: connected,
      connection_rate: 0.5,
      avg_duration_seconds: seconds,
    });
    const quiet = Array.from({ length: 70 }, (_, index) =>
      on(new Date(Date.UTC(2024, 0, 8 + index)).toISOString().slice(0, 10), 0, null),
    );
    const [week] = groupDays([on('2024-01-01', 30, 100), on('2024-01-02', 10, 200), ...quiet]).stretches;
    expect(week).toMatchObject({ connected_calls: 40, connection_rate: 0.5, avg_duration_seconds: 125 });
  });
});
