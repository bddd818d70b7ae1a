import { expect, test } from 'vitest';
import { ListReportsQuery } from '../reports/list-reports.ts';
import { readQuery } from './read-query.ts';

test('numbers and booleans are read from their texts', () => {
  expect(readQuery(ListReportsQuery, { limit: '10', offset: '0', scheduled: 'false' })).toEqual({
    query: { limit: 10, offset: 0, scheduled: false },
    faults: [],
  });
});

test.each([
  [{ limit: 'abc' }, '?limit'],
  [{ limit: '101' }, '?limit'],
  [{ limit: '0' }, '?limit'],
  [{ limit: '1.5' }, '?limit'],
  [{ limit: '1e1' }, '?limit'],
  [{ limit: '' }, '?limit'],
  [{ limit: ['1', '2'] }, '?limit'],
  [{ offset: '-1' }, '?offset'],
  [{ offset: '99999999999999999999' }, '?offset'],
  [{ scheduled: 'maybe' }, '?scheduled'],
  [{ scheduled: '1' }, '?scheduled'],
  [{ status: 'done' }, '?status'],
  [{ created_after: '2024-01-31' }, '?created_after'],
  [{ page: '2' }, '?page'],
])('%j is refused', (texts, pointer) => {
  expect(readQuery(ListReportsQuery, texts).faults.map((fault) => fault.pointer)).toEqual([pointer]);
});
