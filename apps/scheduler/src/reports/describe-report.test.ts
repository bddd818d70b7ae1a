import { expect, test } from 'vitest';
import { describePeriod } from './describe-report.ts';

test.each([
  ['2024-01-05', '2024-01-05', '5 Jan 2024'],
  ['2024-01-01', '2024-01-31', '1–31 Jan 2024'],
  ['2024-01-22', '2024-02-03', '22 Jan – 3 Feb 2024'],
  ['2023-12-31', '2024-01-06', '31 Dec 2023 – 6 Jan 2024'],
])('the period %s to %s reads "%s"', (from, to, text) => {
  expect(describePeriod(from, to)).toBe(text);
});
