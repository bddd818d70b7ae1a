import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf, isInOneWeek, periodBefore, tilePeriod } from './period.ts';

const dayMs = 86_400_000;
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const datesOf = (from: string, to: string) => {
  const dates: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) dates.push(dateOf(at));
  return dates;
};

test('a month is one cell', () => {
  expect(tilePeriod({ from: '2024-01-01', to: '2024-01-31' })).toEqual({
    months: { from: '2024-01-01', to: '2024-01-01' },
    weeks: [],
    days: [],
  });
});

test('a period across months is whole months, whole weeks and the days that are left', () => {
  expect(tilePeriod({ from: '2024-01-20', to: '2024-03-13' })).toEqual({
    months: { from: '2024-02-01', to: '2024-02-01' },
    weeks: [
      { from: '2024-01-22', to: '2024-01-22' },
      { from: '2024-03-04', to: '2024-03-04' },
    ],
    days: [
      { from: '2024-01-20', to: '2024-01-21' },
      { from: '2024-01-29', to: '2024-01-31' },
      { from: '2024-03-01', to: '2024-03-03' },
      { from: '2024-03-11', to: '2024-03-13' },
    ],
  });
});

test('each day of any period lies in exactly one tile', () => {
  const start = Date.UTC(2023, 0, 1);
  const period = fc.record({
    offset: fc.integer({ min: 0, max: 800 }),
    length: fc.integer({ min: 1, max: 400 }),
  });
  fc.assert(
    fc.property(period, ({ offset, length }) => {
      const from = dateOf(start + offset * dayMs);
      const to = dateOf(start + (offset + length - 1) * dayMs);
      const { months, weeks, days } = tilePeriod({ from, to });
      const monthDays = months
        ? datesOf(months.from, '2030-01-01').filter((date) => date.slice(0, 7) <= months.to.slice(0, 7))
        : [];
      const weekDays = weeks.flatMap((week) => datesOf(week.from, dateOf(Date.parse(week.to) + 6 * dayMs)));
      const covered = [...monthDays, ...weekDays, ...days.flatMap((range) => datesOf(range.from, range.to))];
      expect(covered.toSorted()).toEqual(datesOf(from, to));
      expect(daysOf({ from, to })).toBe(length);
      for (const range of days) expect(daysOf(range)).toBeLessThan(13);
    }),
  );
});

test('the period before has the same length and ends the day before', () => {
  expect(periodBefore({ from: '2024-02-01', to: '2024-02-29' })).toEqual({
    from: '2024-01-03',
    to: '2024-01-31',
  });
});

test.each([
  ['2024-01-22', '2024-01-28', true],
  ['2024-01-28', '2024-01-28', true],
  ['2024-01-28', '2024-01-29', false],
  ['2024-12-30', '2025-01-05', true],
  ['2024-01-01', '2024-01-08', false],
])('%s to %s lies in one ISO week: %s', (from, to, inOne) => {
  expect(isInOneWeek({ from, to })).toBe(inOne);
});
