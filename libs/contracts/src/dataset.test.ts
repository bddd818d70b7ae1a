import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neutralise, restoreNeutralised } from './dataset.ts';

const cells = fc.oneof(
  fc.string(),
  fc.stringMatching(/^'{0,3}[=+\-@\t\r\n]?[a-z'=]{0,5}$/),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from(`=+-@＝＋－＠;'"\t\r\nax`)) }),
);

test('what was neutralised can be restored', () => {
  fc.assert(
    fc.property(cells, (cell) => {
      expect(restoreNeutralised(neutralise(cell))).toBe(cell);
    }),
  );
});

test('no neutralised cell starts a formula', () => {
  fc.assert(
    fc.property(cells, (cell) => {
      expect(neutralise(cell)).not.toMatch(/^"*[=+\-@\t\r\n＝＋－＠]|[;\t\r\n]"*[=+\-@＝＋－＠]/);
    }),
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['-5', "'-5"],
  ['@cmd', "'@cmd"],
  ['\tx', "'\tx"],
  ["'=x", "''=x"],
  ['x;=HYPERLINK("http://example.com")', 'x;\'=HYPERLINK("http://example.com")'],
  ['x\t@y\n-z', "x\t'@y\n'-z"],
  ['a;"=1', 'a;\'"=1'],
  ['＝1+1', "'＝1+1"],
  ['a; b, =c', 'a; b, =c'],
  ["O'Brien", "O'Brien"],
  ["'quoted'", "'quoted'"],
  ['', ''],
])('%j becomes %j', (cell, neutralised) => {
  expect(neutralise(cell)).toBe(neutralised);
});
