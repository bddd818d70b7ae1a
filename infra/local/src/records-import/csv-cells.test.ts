import { expect, test } from 'vitest';
import { csvCells } from './csv-cells.ts';

test.each([
  ['a,b', ['a', 'b']],
  ['', [undefined]],
  ['a,,""', ['a', undefined, '']],
  ['a,', ['a', undefined]],
  ['"a,b","c ""d""\r\ne"', ['a,b', 'c "d"\r\ne']],
  ['"""",""""""', ['"', '""']],
])('%j has the cells %j', (row, cells) => {
  expect(csvCells(row)).toEqual(cells);
});

test.each([['"a'], ['"a"b,c'], ['"a""']])('%j is refused', (row) => {
  expect(() => csvCells(row)).toThrow(SyntaxError);
});
