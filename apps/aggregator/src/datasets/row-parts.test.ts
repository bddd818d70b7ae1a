import type { SnapshotReader } from '@reports/database';
import { expect, test } from 'vitest';
import { sql, type Fragment } from '../sql/fragment.ts';
import type { CsvPiece } from './csv-file.ts';
import { createRowParts } from './row-parts.ts';

const reader = (name: string) => ({ name }) as unknown as SnapshotReader;
const nameOf = (given: SnapshotReader) => (given as unknown as { name: string }).name;
const queries = ['a', 'b', 'c', 'd'].map((name) => sql`${name}`);
const pieceOf = (text: string, bytes = 1): CsvPiece => ({ bytes: Buffer.alloc(bytes, text), rows: 1 });
const textOf = async (pieces: AsyncIterable<CsvPiece>) => {
  let text = '';
  for await (const { bytes } of pieces) text += bytes.toString('utf8', 0, 1);
  return text;
};
const pause = () => new Promise((resolve) => setImmediate(resolve));

test('parts are read by two readers and come in their order', async () => {
  const readBy = new Map<string, string>();
  const parts = createRowParts(queries, async function* copy(from, { sql: text }: Fragment) {
    readBy.set(text, nameOf(from));
    // The first takes longer than all others together.
    for (let turn = 0; turn < (text === "'a'" ? 50 : 2); turn += 1) {
      await pause();
      yield pieceOf(text.slice(1));
    }
  });
  const [text] = await Promise.all([
    textOf(parts.pieces()),
    parts.read(reader('one')),
    parts.read(reader('other')),
  ]);
  expect(text).toBe(`${'a'.repeat(50)}bbccdd`);
  expect([...readBy.values()]).toEqual(['one', 'other', 'other', 'other']);
});

test('a part whose turn has not come is held to a limit', async () => {
  let ahead = 0;
  const parts = createRowParts(queries.slice(0, 2), async function* copy(_, { sql: text }: Fragment) {
    for (let turn = 0; turn < 20; turn += 1) {
      await pause();
      if (text === "'b'") ahead += 1;
      yield pieceOf(text.slice(1), 1024 * 1024);
    }
  });
  const reading = Promise.all([parts.read(reader('one')), parts.read(reader('other'))]);
  for (let turn = 0; turn < 100; turn += 1) await pause();
  expect(ahead).toBe(9);
  expect(await textOf(parts.pieces())).toBe('a'.repeat(20) + 'b'.repeat(20));
  await reading;
});

test('what ends one reader is thrown to who takes the rows, and to that reader', async () => {
  const parts = createRowParts(queries, async function* copy(_, { sql: text }: Fragment) {
    await pause();
    if (text === "'b'") throw new Error('The query ended');
    yield pieceOf(text.slice(1));
  });
  const [rows, one, other] = await Promise.allSettled([
    textOf(parts.pieces()),
    parts.read(reader('one')),
    parts.read(reader('other')),
  ]);
  expect([rows.status, one.status, other.status]).toEqual(['rejected', 'fulfilled', 'rejected']);
});

test('rows that are no longer wanted end all that is read', async () => {
  let ended = 0;
  const parts = createRowParts(queries, async function* copy(_, { sql: text }: Fragment) {
    try {
      for (;;) {
        await pause();
        yield pieceOf(text.slice(1), 1024 * 1024);
      }
    } finally {
      ended += 1;
    }
  });
  const reading = Promise.all([parts.read(reader('one')), parts.read(reader('other'))]);
  const pieces = parts.pieces();
  for (let turn = 0; turn < 5; turn += 1) await pieces.next();
  await pieces.return();
  await reading;
  expect(ended).toBe(2);
});
