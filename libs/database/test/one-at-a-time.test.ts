import { createTestDatabase } from '@reports/local-platform/testing';
import { expect, test, vi } from 'vitest';
import { connectDatabase, databaseNow, oneAtATime } from '../src/index.ts';

// Databases are made while other tests keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

test('of several processes one does the work, and another when it is done or gone', async () => {
  const { systemUrl, drop } = await createTestDatabase();
  const connect = () => connectDatabase({ url: systemUrl, applicationName: 'test' });
  const [one, other] = [connect(), connect()];
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = oneAtATime(one, 'work', () => promise);
  while (!(await isHeld(one))) continue;
  expect(await oneAtATime(other, 'work', async () => 'mine')).toBeUndefined();
  expect(await oneAtATime(other, 'other work', async () => 'mine')).toBe('mine');
  resolve('done');
  expect(await first).toBe('done');
  expect(await oneAtATime(other, 'work', async () => 'mine')).toBe('mine');
  await expect(oneAtATime(one, 'work', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await oneAtATime(other, 'work', async () => 'mine')).toBe('mine');
  expect(Math.abs((await databaseNow(one.orm)).getTime() - Date.now())).toBeLessThan(60_000);
  await Promise.all([one.close(), other.close()]);
  await drop();
});

test('as many as there are connections in the pool: their work finds one', async () => {
  const { systemUrl, drop } = await createTestDatabase();
  const database = connectDatabase({ url: systemUrl, applicationName: 'test', poolSize: 2 });
  const begun = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const works = begun.map(({ resolve }, index) =>
    oneAtATime(database, `work ${index}`, async () => {
      resolve();
      await Promise.all(begun.map(({ promise }) => promise));
      return (await databaseNow(database.orm)).getTime();
    }),
  );
  for (const at of await Promise.all(works)) expect(at).toBeGreaterThan(0);
  await database.close();
  await drop();
});

const isHeld = async ({ sql }: ReturnType<typeof connectDatabase>): Promise<boolean> => {
  const rows = await sql`select 1 from pg_locks where locktype = 'advisory' and database =
    (select oid from pg_database where datname = current_database())`;
  return rows.length > 0;
};
