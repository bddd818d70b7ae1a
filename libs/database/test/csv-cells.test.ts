import fc from 'fast-check';
import { neutralise } from '@reports/contracts';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';

let server: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  server = await createTestDatabase();
  sql = postgres(server.appUrl, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await server.drop();
});

const signs = Array.from(`=+-@＝＋－＠;'"ax \u{1F600}`);
const names = fc.string({ unit: fc.constantFrom(...signs), maxLength: 12 });
const texts = fc.string({ unit: fc.constantFrom(...signs, '\t', '\r', '\n', ','), maxLength: 12 });

test('the database neutralises cells as the contract says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(texts, { maxLength: 300 }),
      fc.array(names, { maxLength: 300 }),
      async (free, named) => {
        const [row] = await sql<[{ free: string[]; named: string[] }]>`
        select array(select neutralise_cell(cell) from unnest(${free}::text[]) with ordinality as cells (cell, n) order by n) as free,
               array(select neutralise_name(cell) from unnest(${named}::text[]) with ordinality as cells (cell, n) order by n) as named`;
        expect(row).toEqual({ free: free.map(neutralise), named: named.map(neutralise) });
      },
    ),
    { numRuns: 60 },
  );
});

test('null stays null', async () => {
  const [row] = await sql`select neutralise_cell(null) as cell, neutralise_name(null) as name`;
  expect(row).toEqual({ cell: null, name: null });
});
