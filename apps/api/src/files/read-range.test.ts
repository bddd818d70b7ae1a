import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRange } from './read-range.ts';

const read = (range: string | undefined, bytes = 10, ifRange?: string) =>
  readRange({ range, ifRange, etag: '"v1"', bytes });

describe('a range', () => {
  test.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=2-5', { first: 2, last: 5 }],
    ['bytes=2-', { first: 2, last: 9 }],
    ['bytes=2-99', { first: 2, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=a-b', undefined],
    [undefined, undefined],
  ])('%s of ten bytes is %j', (range, expected) => {
    expect(read(range)).toEqual(expected);
  });

  test('counts only for the version that is asked for', () => {
    expect(read('bytes=0-1', 10, '"v1"')).toEqual({ first: 0, last: 1 });
    expect(read('bytes=0-1', 10, '"v2"')).toBeUndefined();
    expect(read('bytes=0-1', 10, 'Wed, 31 Jan 2024 18:00:00 GMT')).toBeUndefined();
  });

  test('always lies within the file', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.stringMatching(/^bytes=\d{0,3}-\d{0,3}$/), (bytes, range) => {
        const found = read(range, bytes);
        if (found === undefined || found === 'unsatisfiable') return;
        expect(found.first).toBeGreaterThanOrEqual(0);
        expect(found.first).toBeLessThanOrEqual(found.last);
        expect(found.last).toBeLessThan(bytes);
      }),
    );
  });
});
