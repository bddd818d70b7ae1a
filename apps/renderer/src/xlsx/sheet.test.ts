import { expect, test } from 'vitest';
import { tableXml } from './sheet.ts';

const xmlOf = async (rows: unknown[][]): Promise<string> => {
  const columns = [
    { heading: 'Check', kind: 'text' },
    { heading: 'Average duration seconds', kind: 'integer' },
    { heading: 'Pass rate', kind: 'rate' },
  ] as const;
  const batches = (async function* () {
    yield rows;
  })();
  let xml = '';
  for await (const piece of tableXml({ columns, firstRows: rows, batches }, 'a4')) xml += piece.toString();
  return xml;
};
const widthsOf = (xml: string) =>
  [...xml.matchAll(/<col [^>]* width="(\d+)"/g)].map(([, width]) => Number(width));

test('a column of text is as wide as what it holds, within limits', async () => {
  const check = 'Identity verified before disclosure';
  const [width = 0] = widthsOf(await xmlOf([[check, 1, 0.5]]));
  expect(width).toBeGreaterThan(check.length);
  expect(width).toBeLessThan(check.length + 4);
  expect(widthsOf(await xmlOf([['x'.repeat(4_000), 1, 0.5]]))[0]).toBe(50);
  expect(widthsOf(await xmlOf([]))[0]).toBe(14);
});

test('heads of figures stand over them, on lines of whole words, and the row is as high as the longest needs', async () => {
  const xml = await xmlOf([['Greeting', 180, 0.5]]);
  expect(widthsOf(xml).slice(1)).toEqual([13, 12]);
  expect(xml).toContain('<row r="1" ht="45" customHeight="1">');
  const styles = [...xml.matchAll(/<c r="([ABC]1)" s="(\d+)"/g)].map(([, at, style]) => `${at} ${style}`);
  expect(styles).toEqual(['A1 1', 'B1 11', 'C1 11']);
});
