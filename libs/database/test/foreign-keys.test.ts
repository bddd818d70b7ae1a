import { createTestDatabase } from '@reports/local-platform/testing';
import postgres from 'postgres';
import { expect, test } from 'vitest';

test('every foreign key has an index that begins with it: deleting what it refers to scans no table', async () => {
  const server = await createTestDatabase();
  const sql = postgres(server.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const keys = await sql<{ name: string; isIndexed: boolean }[]>`
      select conrelid::regclass || '.' || conname as name,
             exists (
               select from pg_index
               where indrelid = conrelid and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
             ) as "isIndexed"
      from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace
      order by 1`;
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter(({ isIndexed }) => !isIndexed).map(({ name }) => name)).toEqual([]);
  } finally {
    await sql.end();
    await server.drop();
  }
});
