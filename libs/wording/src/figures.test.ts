import { describe, expect, test } from 'vitest';
import {
  formatChange,
  formatCount,
  formatMaximum,
  formatQuantity,
  formatRate,
  formatScore,
} from './figures.ts';

describe('figures', () => {
  test.each([
    [0, '0'],
    [842, '842'],
    [5_000_000, '5,000,000'],
  ])('the count %d reads %s', (count, text) => expect(formatCount(count)).toBe(text));

  test.each([
    [85.2, '85.2'],
    [85, '85.0'],
    [null, '–'],
  ])('the score %s reads %s', (score, text) => expect(formatScore(score)).toBe(text));

  test.each([
    [10, '10'],
    [12.5, '12.5'],
    [null, '–'],
  ])('the highest score %s reads %s', (score, text) => expect(formatMaximum(score)).toBe(text));

  test.each([
    [0.78, '78%'],
    [0.29, '29%'],
    [0.996, '99.6%'],
    [0.999, '99.9%'],
    [0.9999, '99.99%'],
    [0.99999, '99.99%'],
    [0.0049, '0.5%'],
    [0.0001, '0.01%'],
    [0.000001, '0.01%'],
    [0.995, '99.5%'],
    [1, '100%'],
    [0, '0%'],
    [null, '–'],
  ])('the rate %s reads %s', (rate, text) => expect(formatRate(rate)).toBe(text));

  test.each([
    [2.4, '+2.4'],
    [-1, '−1.0'],
    [0, '0.0'],
    [null, '–'],
  ])('the change %s reads %s', (change, text) => expect(formatChange(change)).toBe(text));

  test('a quantity agrees with its number', () => {
    expect(formatQuantity(1, 'agent')).toBe('1 agent');
    expect(formatQuantity(1200, 'agent')).toBe('1,200 agents');
    expect(formatQuantity(0, 'day')).toBe('0 days');
  });
});
