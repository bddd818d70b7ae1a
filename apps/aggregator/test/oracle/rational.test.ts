import { expect, test } from 'vitest';
import { count, decimal, figure, minus, over, rounded } from './rational.ts';

test.each([
  [0.125, 2, '0.13'],
  [-0.125, 2, '-0.13'],
  [85.25, 1, '85.3'],
  [-0.04, 1, '0.0'],
  [2.5, 0, '3'],
  [1e-7, 2, '0.00'],
  [1e21, 1, '1000000000000000000000.0'],
])('%d with %d decimals is %s', (value, digits, text) => {
  expect(rounded(decimal(value), digits)).toBe(text);
});

test('a division by nothing has no figure', () => {
  expect(figure(over(count(1), count(0)), 2)).toEqual({ text: '', json: null });
  expect(figure(over(count(2), minus(count(0), count(3))), 2)).toEqual({ text: '-0.67', json: -0.67 });
});
