import { connectDatabase, reports } from '@reports/database';
import { createTestDatabase } from '@reports/local-platform/testing';
import { eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';

let server: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(() => server.drop());

/** The texts that the pool's one connection has prepared, after the same statements three times over. */
const prepared = async (preparedStatements: boolean): Promise<string[]> => {
  const database = connectDatabase({
    url: server.appUrl,
    applicationName: 'test',
    poolSize: 1,
    preparedStatements,
  });
  for (let round = 0; round < 3; round += 1) {
    await database.withWorkspace('ws_a', async (transaction) => {
      await transaction
        .select({ id: reports.id })
        .from(reports)
        .where(eq(reports.id, `rpt_${round}`));
      await transaction.transaction((nested) =>
        nested.execute(sql`select ${String(round)}::text as nested_statement`),
      );
      const many = Array.from({ length: 41 + round }, (_, index) => `rpt_${index}`);
      await transaction.select({ id: reports.id }).from(reports).where(inArray(reports.id, many));
    });
  }
  const rows = await database.sql.unsafe<{ statement: string }[]>(
    'select statement from pg_prepared_statements',
  );
  await database.close();
  return rows.map(({ statement }) => statement);
};

test('statements with parameters are prepared once for a connection, but for long lists of values', async () => {
  // The driver prepares its own `commit` and savepoints as well.
  const statements = (await prepared(true)).filter((text) => text.includes('$1'));
  expect(statements).toHaveLength(3);
  expect(statements.filter((text) => text.includes('set_config'))).toHaveLength(1);
  expect(statements.filter((text) => text.includes('nested_statement'))).toHaveLength(1);
  expect(statements.filter((text) => text.includes('"reports"."id" = $1'))).toHaveLength(1);
});

test('nothing is prepared where a pooler knows nothing of it', async () => {
  expect((await prepared(false)).filter((text) => text.includes('$1'))).toEqual([]);
});
