import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { connectDatabase, type Database } from '@reports/database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { count, over, rateFigure } from './oracle/rational.ts';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = connectDatabase({ url: server.urlOf('reports_aggregator'), applicationName: 'test-rates' });
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

type Pairs = readonly (readonly [number, number])[];

const ratesOf = async (pairs: Pairs, type: 'bigint' | 'numeric'): Promise<string[]> => {
  const rows = await database.sql<{ rate: string | null }[]>`
    select rate(part::${database.sql.unsafe(type)}, whole::${database.sql.unsafe(type)}) as rate
    from unnest(${pairs.map(([part]) => part)}::bigint[], ${pairs.map(([, whole]) => whole)}::bigint[])
      with ordinality as asked (part, whole, place)
    order by place`;
  return rows.map(({ rate }) => rate ?? '');
};

/** Of integers and of decimal numbers, which are the same. */
const rates = async (pairs: Pairs): Promise<string[]> => {
  const [integers, decimals] = await Promise.all([ratesOf(pairs, 'bigint'), ratesOf(pairs, 'numeric')]);
  expect(integers).toEqual(decimals);
  return integers;
};

test('a rate reads 0 or 1 only when it is exactly that', async () => {
  const asked = [
    [996, 1_000, '0.996'],
    [4, 1_000, '0.004'],
    [9_999, 10_000, '0.9999'],
    [999_999, 1_000_000, '0.9999'],
    [1, 1_000_000, '0.0001'],
    [995, 1_000, '0.995'],
    [994, 1_000, '0.99'],
    [5, 1_000, '0.01'],
    [78, 100, '0.78'],
    [0, 7, '0.00'],
    [7, 7, '1.00'],
    [0, 0, ''],
    [3, 0, ''],
    [1, 3_000_000_000_000, '0.0001'],
    [2_999_999_999_999, 3_000_000_000_000, '0.9999'],
  ] as const;
  expect(await rates(asked.map(([part, whole]) => [part, whole]))).toEqual(asked.map(([, , text]) => text));
});

test('any rate is what exact fractions give', async () => {
  const pair = fc
    .tuple(fc.nat({ max: 2_000_000 }), fc.nat({ max: 2_000_000 }))
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
  const nearlyWhole = fc
    .tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 600 }))
    .map(([whole, missing]) => [Math.max(0, whole - missing), whole] as const);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(pair, nearlyWhole), { minLength: 50, maxLength: 200 }),
      async (pairs) => {
        expect(await rates(pairs)).toEqual(
          pairs.map(([part, whole]) => rateFigure(over(count(part), count(whole))).text),
        );
      },
    ),
    { numRuns: 20 },
  );
});

test('every rate of a small whole is what exact fractions give, at its borders too', async () => {
  const wholes = [
    ...Array.from({ length: 60 }, (_, index) => index + 1),
    199,
    200,
    201,
    400,
    1_999,
    2_000,
    2_001,
  ];
  const pairs = wholes.flatMap((whole) =>
    Array.from({ length: whole + 1 }, (_, part) => [part, whole] as const),
  );
  expect(await rates(pairs)).toEqual(
    pairs.map(([part, whole]) => rateFigure(over(count(part), count(whole))).text),
  );
});

test('a rate of nothing known is unknown', async () => {
  const [row] = await database.sql`
    select rate(null::bigint, 3::bigint) as part, rate(3::bigint, null::bigint) as whole, rate(null::numeric, 3::numeric) as decimal_part,
           rate(3::numeric, null::numeric) as decimal_whole`;
  expect(row).toEqual({ part: null, whole: null, decimal_part: null, decimal_whole: null });
});
