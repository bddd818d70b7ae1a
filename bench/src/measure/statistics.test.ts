import { expect, test } from 'vitest';
import { median, quantile } from './statistics.ts';

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
