import { formatInstant, formatPeriod } from '@reports/wording';
import { describe, expect, test } from 'vitest';
import { daysBetween, describeWeek, formatZone } from './dates.ts';

describe('dates', () => {
  test.each([
    ['2024-01-01', '2024-01-31', '1–31 January 2024'],
    ['2024-01-29', '2024-02-04', '29 January – 4 February 2024'],
    ['2023-12-29', '2024-01-04', '29 December 2023 – 4 January 2024'],
    ['2024-01-22', '2024-01-22', 'Monday 22 January 2024'],
  ])('the period %s to %s reads %s', (from, to, words) => expect(formatPeriod(from, to)).toBe(words));

  test('a period counts both its ends, whatever the clocks do', () => {
    expect(daysBetween('2024-01-01', '2024-01-31')).toBe(31);
    expect(daysBetween('2024-03-30', '2024-04-01')).toBe(3);
    expect(daysBetween('2024-01-22', '2024-01-22')).toBe(1);
  });

  test('an instant is told in the zone of the report', () => {
    expect(formatInstant('2024-01-31T18:45:00Z', 'Asia/Kolkata')).toBe('1 February 2024, 00:15');
  });

  test.each([
    ['UTC', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata (UTC+05:30)'],
    ['America/New_York', 'America/New_York (UTC−05:00, then UTC−04:00)'],
    ['Africa/Abidjan', 'Africa/Abidjan (UTC)'],
  ])('the zone %s in March 2024 reads %s', (zone, words) =>
    expect(formatZone(zone, '2024-03-01', '2024-03-31')).toBe(words),
  );

  test('a week has its number, and the days of it that lie in the period', () => {
    expect(describeWeek('2024-W02', '2024-01-01', '2024-01-31')).toEqual({
      name: 'Week 2',
      short: 'W2',
      days: '8–14 Jan',
      start: '8 Jan',
    });
    expect(describeWeek('2024-W05', '2024-01-01', '2024-01-31').days).toBe('29–31 Jan');
    expect(describeWeek('2024-W05', '2024-01-01', '2024-02-29').days).toBe('29 Jan – 4 Feb');
    expect(describeWeek('2025-W03', '2024-01-15', '2025-01-14').days).toBe('13–14 Jan 2025');
    expect(describeWeek('2025-W01', '2024-12-01', '2025-01-31').days).toBe('30 Dec 2024 – 5 Jan 2025');
  });
});
