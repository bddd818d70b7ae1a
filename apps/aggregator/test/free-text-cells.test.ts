import fc from 'fast-check';
import { neutralise } from '@reports/contracts';
import { readSnapshot } from '@reports/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freeTextCell } from '../src/reports/columns.ts';
import { sql } from '../src/sql/fragment.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const signs = Array.from(`=+-@＝＋－＠;'"ax Aé\u{1F600}\t\r\n,`);

test('texts that are spared the regular expressions start no formula: cells are those of the contract', async () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom(...signs), maxLength: 12 }), { maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(texts, async (cells) => {
      const query = sql`
        SELECT ${freeTextCell(sql`cell`)} AS cell FROM unnest(${cells}) WITH ORDINALITY AS cells (cell, place) ORDER BY place`;
      const found = await readSnapshot(
        aggregator.database,
        'ws_a',
        { timeoutMs: 60_000, workMemoryKb: 4_096 },
        (snapshot) => snapshot.query<{ cell: string }>(query.sql),
      );
      expect(found.map(({ cell }) => cell)).toEqual(cells.map(neutralise));
    }),
    { numRuns: 40 },
  );
});
