import { expect, test } from 'vitest';
import { daysOf, isInOneWeek, periodBefore, weeksOf } from './period.ts';

test('the period before has the same length and ends the day before', () => {
  const february = { from: '2024-02-01', to: '2024-02-29' };
  expect(periodBefore(february)).toEqual({ from: '2024-01-03', to: '2024-01-31' });
  expect(daysOf(february)).toBe(29);
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

test('the weeks of a period are whole but for its ends, and leave out no day', () => {
  expect(weeksOf({ from: '2024-02-27', to: '2024-03-11' })).toEqual([
    { from: '2024-02-27', to: '2024-03-03' },
    { from: '2024-03-04', to: '2024-03-10' },
    { from: '2024-03-11', to: '2024-03-11' },
  ]);
  expect(weeksOf({ from: '2024-02-28', to: '2024-02-29' })).toEqual([
    { from: '2024-02-28', to: '2024-02-29' },
  ]);
});
