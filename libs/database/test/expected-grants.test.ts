import { createTestDatabase } from '@reports/local-platform/testing';
import { expect, test } from 'vitest';
import { connectDatabase } from '../src/connect.ts';
import { findMissingGrants, readGrants } from '../src/inspect.ts';

// After a migration that grants or revokes: `npx vitest run -u --root libs/database expected-grants`.
test('the grants that are expected are those that the migrations make', async () => {
  const { ownerUrl, drop } = await createTestDatabase();
  const database = connectDatabase({ url: ownerUrl, applicationName: 'grants', poolSize: 1 });
  try {
    const grants = await readGrants(database);
    await expect(`${grants.join('\n')}\n`).toMatchFileSnapshot('../src/expected-grants.txt');
    expect(grants).toContain('reports_app: SELECT on reports');
    expect(await findMissingGrants(database)).toEqual([]);
    await database.sql.unsafe('revoke select on reports from reports_app');
    expect(await findMissingGrants(database)).toEqual(['reports_app: SELECT on reports']);
  } finally {
    await database.close();
    await drop();
  }
}, 60_000);
