import { expect, test } from 'vitest';
import { rememberTotals } from './remember-totals.ts';

test('a page without a cursor is always counted; those of a cursor at most every five seconds', async () => {
  let now = 0;
  let counted = 0;
  const totals = rememberTotals(() => now);
  const countNow = async () => ({ total: (counted += 1), isEstimate: false });
  expect(await totals.count('all', countNow)).toMatchObject({ total: 1 });
  expect(await totals.count('all', countNow)).toMatchObject({ total: 2 });
  expect(await totals.recall('all', countNow)).toMatchObject({ total: 2 });
  expect(await totals.recall('failed', countNow)).toMatchObject({ total: 3 });
  now = 4_999;
  expect(await totals.recall('all', countNow)).toMatchObject({ total: 2 });
  now = 5_001;
  expect(await totals.recall('all', countNow)).toMatchObject({ total: 4 });
});

test('an estimate is remembered for a minute by every page', async () => {
  let now = 0;
  let counted = 0;
  const totals = rememberTotals(() => now);
  const countNow = async () => ({ total: 20_000 + (counted += 1), isEstimate: true });
  expect(await totals.count('all', countNow)).toMatchObject({ total: 20_001 });
  now = 59_999;
  expect(await totals.count('all', countNow)).toMatchObject({ total: 20_001 });
  now = 60_001;
  expect(await totals.count('all', countNow)).toMatchObject({ total: 20_002 });
});
