import fc from 'fast-check';
import { neutralise, type Column } from '@reports/contracts';
import { describe, expect, test } from 'vitest';
import { readListedRows, streamJsonItems } from './stream-rows.ts';

const rule = 2;
const columns: Column[] = [
  { name: 'check_id', type: 'text', description: '' },
  { name: 'detail', type: 'text', description: '' },
  { name: 'score', type: 'decimal', description: '' },
];

/** As the dataset's writer does it: a null is nothing, an empty text is quoted, formulas are neutralised. */
const writeText = (text: string | null): string => {
  if (text === null) return '';
  const cell = neutralise(text);
  return cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

interface Row {
  check_id: string;
  detail: string | null;
  score: number | null;
}

const write = (rows: readonly Row[]): string =>
  [
    'check_id,detail,score',
    ...rows.map(
      ({ check_id, detail, score }) => `${writeText(check_id)},${writeText(detail)},${score ?? ''}`,
    ),
    '',
  ].join('\r\n');

/** The text's bytes in pieces of these sizes, over and over: characters and line ends fall on either side of a cut. */
async function* inPieces(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const collect = async (items: AsyncIterable<Buffer>): Promise<unknown> => {
  const pieces: Buffer[] = [];
  for await (const piece of items) pieces.push(piece);
  return JSON.parse(`[${Buffer.concat(pieces).toString()}]`);
};

const withoutNulls = (rows: readonly object[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from(`=+-@＝＋;'"\t\r\n,ax`)) }),
  fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
  fc.constantFrom(
    '',
    '=1+1',
    "'=1",
    '-5',
    '+91 98',
    '@x',
    '\tTab',
    'x;=1',
    'x;"=1',
    '＝1',
    "x\n''+1",
    'a,b',
    '"quoted"',
    'two\r\nlines',
    '\r',
    'कॉल',
  ),
);
const row = fc.record({
  check_id: text,
  detail: fc.option(text),
  score: fc.option(fc.integer({ min: -1000, max: 1000 }).map((value) => value / 10)),
});
const pieceSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('rows of a report', () => {
  test('any rows come back as they were, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), pieceSizes, async (rows, sizes) => {
        expect(await collect(streamJsonItems(inPieces(write(rows), sizes), columns, rule))).toEqual(
          withoutNulls(rows),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('no rows make no items', async () => {
    expect(await collect(streamJsonItems(inPieces(write([]), [7]), columns, rule))).toEqual([]);
  });

  test('the last row needs no line end', async () => {
    const csv = 'check_id,detail,score\r\na,"b",1.5';
    expect(await collect(streamJsonItems(inPieces(csv, [3]), columns, rule))).toEqual([
      { check_id: 'a', detail: 'b', score: 1.5 },
    ]);
  });

  test('a text that ends within quotes is refused', async () => {
    const items = streamJsonItems(inPieces('check_id\r\n"abc', [100]), columns, rule);
    await expect(collect(items)).rejects.toThrow('ends within quotes');
  });

  test('the first rows are read, and no more of the stream than they need', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('check_id,detail\r\n');
      for (;;) {
        taken += 1;
        yield Buffer.from(`chk_${taken},"'=late"\r\n`);
      }
    }
    expect(await readListedRows(endless(), columns, { rule, max: 2, rankOf: () => 0 })).toEqual([
      { check_id: 'chk_1', detail: '=late' },
      { check_id: 'chk_2', detail: '=late' },
    ]);
    expect(taken).toBe(2);
  });

  test('rows are listed by their rank, those of one rank in their own order, wherever the pieces end', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    const scores = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(scores, fc.integer({ min: 1, max: 8 }), lengths, async (ranks, max, pieces) => {
        const all = ranks.map((score, index) => ({ check_id: `chk_${index}`, score }));
        const csv = ['check_id,score', ...all.map((row) => `${row.check_id},${row.score}`)].join('\r\n');
        const rankOf = (row: unknown) => (row as { score: number }).score;
        expect(await readListedRows(inPieces(`${csv}\r\n`, pieces), columns, { rule, max, rankOf })).toEqual(
          all.toSorted((a, b) => a.score - b.score).slice(0, max),
        );
      }),
    );
  });
});

describe('the cells of a row', () => {
  const convert = (csv: string) =>
    collect(streamJsonItems(inPieces(`check_id,detail,score\r\n${csv}`, [1]), columns, rule));

  test('a null is left out, an empty text is not', async () => {
    expect(await convert('a,,\r\nb,"",2\r\n')).toEqual([
      { check_id: 'a' },
      { check_id: 'b', detail: '', score: 2 },
    ]);
  });

  test('lines may end in LF alone', async () => {
    expect(await convert('a,b,1\n,b,-0.5\n')).toEqual([
      { check_id: 'a', detail: 'b', score: 1 },
      { detail: 'b', score: -0.5 },
    ]);
  });

  test('what JSON must escape is escaped', async () => {
    expect(await convert('"a""b\\c\u0001\r\n",\\,\r\n')).toEqual([
      { check_id: 'a"b\\c\u0001\r\n', detail: '\\' },
    ]);
  });
});

test('datasets of the first rule are read by it: an apostrophe within a cell is its own', async () => {
  const csv = "check_id,detail,score\r\n'=1,\"x;'=y\",\r\n\"'\rz\",''-,1\r\n";
  expect(await collect(streamJsonItems(inPieces(csv, [2]), columns, 1))).toEqual([
    { check_id: '=1', detail: "x;'=y" },
    { check_id: '\rz', detail: "'-", score: 1 },
  ]);
});
