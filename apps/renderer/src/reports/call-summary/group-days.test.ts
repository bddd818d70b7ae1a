import { describe, expect, test } from 'vitest';
import { makeCallSummary } from '../../../test/fixtures/call-summary.ts';
import { groupDays } from './group-days.ts';

const calls = (days: number) =>
  makeCallSummary(1, { from: '2024-01-03', days, campaigns: 1, dispositions: 1 }).by_date;

describe('the days of the volume chart', () => {
  test('stand for themselves where they are few', () => {
    const { unit, points } = groupDays(calls(31));
    expect(unit).toBe('day');
    expect(points.map(({ label }) => label).slice(0, 3)).toEqual(['3 Jan', '4 Jan', '5 Jan']);
  });

  test('are summed by ISO week where they are many, none lost', () => {
    const days = calls(366);
    const { unit, points } = groupDays(days);
    expect(unit).toBe('week');
    expect(points.map(({ label }) => label).slice(0, 3)).toEqual(['3 Jan', '8 Jan', '15 Jan']);
    expect(points.reduce((sum, { total }) => sum + total, 0)).toBe(
      days.reduce((sum, day) => sum + day.total_calls, 0),
    );
  });
});
