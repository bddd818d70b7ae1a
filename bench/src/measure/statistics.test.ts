import { expect, test } from 'vitest';
import { median, quantile, ratioInterval } from './statistics.ts';

test('the median of an odd number is one of them, of an even number lies between two', () => {
  expect(median([5, 1, 9])).toBe(5);
  expect(median([1, 2, 10, 4])).toBe(3);
});

test('there is no median of nothing', () => {
  expect(median([])).toBeNaN();
});

test('a quantile lies between its neighbours', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.95)).toBeCloseTo(38);
  expect(quantile([7], 0.95)).toBe(7);
});

test('what is the same in every round has no interval, and one that differs from round to round has a wide one', () => {
  const rounds = (value: number) => Array.from({ length: 20 }, () => [value, value, value]);
  const [ours, reference] = [rounds(2), rounds(1)];
  expect(ratioInterval(ours, reference, median)).toEqual([2, 2]);
  const restless = Array.from({ length: 20 }, (_, round) => Array(3).fill(1 + (round % 5)));
  const [low, high] = ratioInterval(restless, reference, median);
  expect(high).toBeGreaterThan(low);
  expect(low).toBeGreaterThanOrEqual(1);
  expect(high).toBeLessThanOrEqual(5);
});
