import { createTestDatabase } from '@reports/local-platform/testing';
import { expect, test } from 'vitest';
import { connectDatabase, databaseNow, oneAtATime } from '../src/index.ts';

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

const isHeld = async ({ sql }: ReturnType<typeof connectDatabase>): Promise<boolean> => {
  const rows = await sql`select 1 from pg_locks where locktype = 'advisory' and database =
    (select oid from pg_database where datname = current_database())`;
  return rows.length > 0;
};
