import { expect, test } from 'vitest';
import { createId, randomBase62 } from './identifiers.ts';

test('an identifier says what it names and does not repeat', () => {
  const ids = Array.from({ length: 10_000 }, () => createId('rpt'));
  expect(ids.every((id) => /^rpt_[0-9A-Za-z]{12}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every letter is used', () => {
  expect(new Set(randomBase62(20_000)).size).toBe(62);
});
