import { expect, test } from 'vitest';
import { csvPieces, headerLine, takeFirstRow } from './csv-file.ts';

const convert = async (text: string, options = {}, size = 3) => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  let result = '';
  let rows = 0;
  for await (const piece of csvPieces(chunks as unknown as AsyncIterable<Buffer>, options)) {
    result += piece.bytes.toString();
    rows += piece.rows;
  }
  return { result, rows };
};

test('a row ends in CRLF, and a line break inside quotes stays what it is', async () => {
  expect(await convert('a,"b\n""c""\n",d\n1,,""\n')).toEqual({
    result: 'a,"b\n""c""\n",d\r\n1,,""\r\n',
    rows: 2,
  });
});

test('a list becomes cells, and only where it is asked for', async () => {
  expect(await convert('a,1\u001f2\u001f3\n', { endsInList: true })).toEqual({
    result: 'a,1,2,3\r\n',
    rows: 1,
  });
  expect(await convert('a,1\u001f2\n')).toEqual({ result: 'a,1\u001f2\r\n', rows: 1 });
});

test('pieces larger than one buffer keep every byte', async () => {
  const row = `${'x'.repeat(99)},"y\nz"\n`;
  const { result, rows } = await convert(row.repeat(20_000), {}, 65_536);
  expect(rows).toBe(20_000);
  expect(result).toBe(row.replace(/\n$/, '\r\n').repeat(20_000));
});

test('a header cell with a comma or a quote is quoted', () => {
  expect(headerLine(['date', 'disposition_a,b', 'disposition_"c"']).toString()).toBe(
    'date,"disposition_a,b","disposition_""c"""\r\n',
  );
});

test('the first row is taken off, whatever it holds and wherever a chunk ends', async () => {
  const cells = ['["a,b","c\\n"]', '{"ünï": 0.50}', ''];
  const bytes = Buffer.from(
    `${cells.map((cell) => Buffer.from(cell).toString('hex')).join(',')}\nx,1\ny,2\n`,
  );
  for (const size of [1, 7, 50, 1_000]) {
    async function* copied() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const taken = await takeFirstRow(copied());
    expect(taken.cells).toEqual(cells);
    let rest = '';
    for await (const chunk of taken.rows) rest += chunk.toString();
    expect(rest).toBe('x,1\ny,2\n');
  }
});
