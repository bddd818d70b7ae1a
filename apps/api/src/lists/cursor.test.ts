import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

const places = fc.record({
  at: fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
  id: fc.stringMatching(/^rpt_[0-9A-Za-z]{12}$/),
  offset: fc.nat(),
});

test('a cursor leads back to its place', () => {
  fc.assert(
    fc.property(places, (place) => {
      expect(readCursor(writeCursor(place))).toEqual(place);
    }),
  );
});

test('what is no cursor is told apart', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readCursor(text)).toBeUndefined();
    }),
  );
  const write = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const value of [
    {},
    [],
    [1, 'rpt_1'],
    ['1', 'rpt_1', 0],
    [-1, 'rpt_1', 0],
    [8.64e15, 'rpt_1', 0],
    [1, 'rpt_\u0000', 0],
    [1, 2, 0],
    [1, 'rpt_1', -1],
    [1, 'rpt_1', 0.5],
  ]) {
    expect(readCursor(write(value))).toBeUndefined();
  }
});
