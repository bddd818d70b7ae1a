import { connectDatabase } from '@reports/database';
import { afterAll, describe, expect, test } from 'vitest';
import postgres from 'postgres';
import {
  createTestBucket,
  createTestDatabase,
  createTestNamespace,
  createTestNats,
  engineSetting,
} from '../src/testing.ts';

describe('what a test is given', () => {
  const drops: (() => Promise<void>)[] = [];
  afterAll(async () => {
    await Promise.all(drops.map((drop) => drop()));
  });

  test('databases are migrated, separate, and made at the same time without a clash', async () => {
    const databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
    drops.push(...databases.map(({ drop }) => drop));
    expect(new Set(databases.map(({ name }) => name)).size).toBe(3);
    for (const { appUrl } of databases) {
      const database = connectDatabase({ url: appUrl, applicationName: 'test', poolSize: 1 });
      await database.ping();
      await database.close();
    }
  });

  test('dropping a database closes the connections of every role', async () => {
    const { appUrl, name, ownerUrl, drop } = await createTestDatabase();
    const open = postgres(appUrl, { max: 1, onnotice: () => {} });
    await open`select 1`;
    await drop();
    const sql = postgres(engineSetting('DATABASE_OWNER_URL'), { max: 1 });
    expect(await sql`select 1 from pg_database where datname = ${name}`).toHaveLength(0);
    expect(ownerUrl).toContain(name);
    await Promise.all([sql.end(), open.end({ timeout: 0 })]);
  });

  test('accounts, namespaces and buckets are never the same twice', async () => {
    const [one, other] = [createTestNats(), createTestNats()];
    expect(one.url).not.toBe(other.url);
    const namespaces = await Promise.all([createTestNamespace(), createTestNamespace()]);
    expect(namespaces[0]?.namespace).not.toBe(namespaces[1]?.namespace);
    const buckets = await Promise.all([createTestBucket(), createTestBucket()]);
    expect(buckets[0]?.bucket).not.toBe(buckets[1]?.bucket);
  });
});
