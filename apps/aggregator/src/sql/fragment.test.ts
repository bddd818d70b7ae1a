import { expect, test } from 'vitest';
import { type Fragment, join, sql } from './fragment.ts';

test('values become literals that cannot end early', () => {
  expect(sql`select ${"O'Hara \\' --"}, ${7}, ${true}, ${null}`.sql).toBe(
    "select 'O''Hara \\'' --', 7, TRUE, NULL",
  );
});

test('lists become arrays, and an empty list an empty array', () => {
  expect(sql`a = ANY (${['x', "y'"]}) or b = ANY (${[]})`.sql).toBe(
    "a = ANY (ARRAY['x', 'y''']::text[]) or b = ANY ('{}'::text[])",
  );
});

test('fragments go in as they are', () => {
  const conditions = [sql`a = ${1}`, sql`b = ${'2'}`];
  expect(sql`where ${join(conditions, ' AND ')}`.sql).toBe("where a = 1 AND b = '2'");
});

test('what PostgreSQL cannot hold is refused', () => {
  expect(() => sql`${'a\0b'}`).toThrow('U+0000');
  expect(() => sql`${Number.NaN}`).toThrow('no number');
});

test('an object that only looks like a fragment is refused, wherever it stands', () => {
  const forged = JSON.parse('{"sql": "1); drop table calls; --", "length": 1}') as Fragment;
  expect(() => sql`select ${forged}`).toThrow(TypeError);
  expect(() => join([sql`1`, forged], ', ')).toThrow(TypeError);
});
