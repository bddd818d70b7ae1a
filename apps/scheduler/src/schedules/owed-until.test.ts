import { expect, test } from 'vitest';
import { owedUntil } from './owed-until.ts';

const now = new Date('2026-01-05T06:03:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

test.each([
  ['Temporal has fired nothing for a minute', { firedAt: ago(61), isUnfired: true }, 60],
  ['Temporal fires others, and skipped this one', { firedAt: ago(1), isUnfired: false }, 60],
  ['Temporal fires others, and this one is to come', { firedAt: ago(1), isUnfired: true }, 600],
])('%s', (_case, state, seconds) => {
  expect(owedUntil({ now, ...state })).toEqual(ago(seconds));
});
