import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutTable, type SheetColumn } from './layout.ts';

const keys: SheetColumn[] = ['Date', 'Campaign ID', 'Campaign name'].map((heading) => ({
  heading,
  kind: 'text',
}));
const figures = (count: number): SheetColumn[] =>
  Array.from({ length: count }, () => ({ heading: 'Disposition: sale', kind: 'integer' }));

test('a table of a few columns is printed on one page across', () => {
  expect(layOutTable([...keys, ...figures(10)], [], 'a4')).toMatchObject({
    pagesAcross: 1,
    repeatedColumns: 0,
  });
});

test('one of many is as many pages wide as keep its letters readable, each with the columns that say what a row is of', () => {
  expect(layOutTable([...keys, ...figures(60)], [], 'a4')).toMatchObject({
    pagesAcross: 5,
    repeatedColumns: 3,
  });
});

test('whatever the columns, they fit on their pages beside those that are repeated, which leave room for others', () => {
  const kind = fc.constantFrom('text', 'integer', 'rate', 'date', 'timestamp', 'decimal');
  const column = fc.record({ heading: fc.string({ maxLength: 60 }), kind });
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 1, maxLength: 100 }),
      fc.constantFrom('a4', 'letter'),
      (columns, paper) => {
        const { columnWidths, pagesAcross, repeatedColumns } = layOutTable(columns, [], paper);
        const sum = (widths: number[]) => widths.reduce((total, width) => total + width, 0);
        const across = paper === 'a4' ? 243 : 228;
        const repeated = sum(columnWidths.slice(0, repeatedColumns));
        expect(repeated).toBeLessThanOrEqual(across / 3);
        expect(sum(columnWidths) + repeated * (pagesAcross - 1)).toBeLessThanOrEqual(across * pagesAcross);
      },
    ),
  );
});
