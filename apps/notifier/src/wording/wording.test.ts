import { describe, expect, test } from 'vitest';
import { formatInstant, formatPeriod } from './dates.ts';
import { formatChange, formatCount, formatMaximum, formatRate, formatScore, isolate } from '@reports/wording';
import { formatBytes, formatDuration } from './figures.ts';

describe('words', () => {
  test.each([
    ['2024-01-01', '2024-01-31', 'January 2024'],
    ['2024-02-01', '2024-02-29', 'February 2024'],
    ['2024-01-22', '2024-01-28', '22–28 January 2024'],
    ['2024-01-29', '2024-02-04', '29 January – 4 February 2024'],
    ['2023-12-29', '2024-01-04', '29 December 2023 – 4 January 2024'],
    ['2024-01-22', '2024-01-22', 'Monday 22 January 2024'],
    ['2024-01-01', '2024-12-31', '1 January – 31 December 2024'],
  ])('the period %s to %s reads %s', (from, to, words) => expect(formatPeriod(from, to)).toBe(words));

  test.each([
    ['UTC', '6 February 2024, 06:00 UTC'],
    ['Asia/Kolkata', '6 February 2024, 11:30 (Asia/Kolkata)'],
    ['No/Such_Zone', '6 February 2024, 06:00 UTC'],
  ])('an instant is told in the zone %s', (zone, words) =>
    expect(formatInstant(new Date('2024-02-06T06:00:00Z'), zone)).toBe(words),
  );

  test.each([
    [formatCount(5_000_000), '5,000,000'],
    [formatScore(85), '85.0'],
    [formatScore(null), '–'],
    [formatMaximum(20), '20'],
    [formatMaximum(12.5), '12.5'],
    [formatRate(0.29), '29%'],
    [formatRate(null), '–'],
    [formatChange(2.4), '+2.4'],
    [formatChange(-1), '−1.0'],
    [formatChange(0), '0.0'],
    [formatDuration(45), '45 s'],
    [formatDuration(205), '3 min 25 s'],
    [formatDuration(180), '3 min'],
    [formatDuration(3_720), '1 h 2 min'],
    [formatDuration(null), '–'],
    [isolate('Winter sale'), 'Winter sale'],
    [isolate('शीतकालीन'), 'शीतकालीन'],
    [isolate('حملة الشتاء'), '\u2068حملة الشتاء\u2069'],
    [formatBytes(1), '1 byte'],
    [formatBytes(842), '842 bytes'],
    [formatBytes(1_540), '1.5 kB'],
    [formatBytes(128_400), '128 kB'],
    [formatBytes(14_210_000), '14.2 MB'],
    [formatBytes(2_000_000_000), '2 GB'],
  ])('a figure reads %s', (text, words) => expect(text).toBe(words));
});
