import { setTimeout as wait } from 'node:timers/promises';
import { type BreakableProxy, createProxy, createTestDatabase } from '@reports/local-platform/testing';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { connectDatabase, type Database } from '../src/index.ts';

// Databases are made while other tests keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

/** What the driver does when its connection breaks, as patches/ has it. An error that nobody catches fails the run. */
let proxy: BreakableProxy;
let url: string;
let drop: () => Promise<void>;
let database: Database;

beforeAll(async () => {
  const test = await createTestDatabase();
  drop = test.drop;
  const direct = new URL(test.ownerUrl);
  proxy = await createProxy({ host: direct.hostname, port: Number(direct.port) });
  direct.hostname = '127.0.0.1';
  direct.port = String(proxy.port);
  url = direct.href;
});

afterAll(async () => {
  await proxy.close();
  await drop();
});

beforeEach(() => {
  database = connectDatabase({ url, applicationName: 'test', poolSize: 1 });
});

afterEach(async () => {
  await proxy.fix();
  await database.close();
});

const broken = { code: 'database_unavailable' };
const one = async (): Promise<number> => Number((await database.sql`select 1 as one`)[0]?.one);

test('a connection that breaks in a transaction fails it, ends nothing, and is used again', async () => {
  for (let round = 0; round < 8; round += 1) {
    const work = database.call(() =>
      database.orm.transaction(async (transaction) => {
        await transaction.execute(sql`select 1`);
        await proxy.cut();
        await proxy.fix();
        await transaction.execute(sql`select 2`);
      }),
    );
    await expect(work).rejects.toMatchObject(broken);
    expect(await one()).toBe(1);
  }
});

test('a transaction that outlives its connection writes nothing into the one that uses it next', async () => {
  await database.sql`create table if not exists broken_connection (writer text)`;
  const [lost, next, done] = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  let late: Promise<unknown> = Promise.resolve();
  const outlived = database.sql.begin(async (transaction) => {
    await transaction`select 1`;
    await proxy.cut();
    await proxy.fix();
    lost?.resolve();
    await next?.promise;
    late = transaction`insert into broken_connection values ('outlived')`.catch((error: unknown) => error);
    await late;
    done?.resolve();
  });
  outlived.catch(() => undefined);
  await lost?.promise;
  await expect(outlived).rejects.toMatchObject({
    code: expect.stringMatching(/^(CONNECTION_CLOSED|ECONNRESET)$/u),
  });
  await database.sql.begin(async (transaction) => {
    await transaction`insert into broken_connection values ('next')`;
    next?.resolve();
    await done?.promise;
    // The other's end, a rollback, must not be this one's.
    await wait(20);
    await transaction`insert into broken_connection values ('next')`;
  });
  expect(await late).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await database.sql`select writer from broken_connection`).toMatchObject([
    { writer: 'next' },
    { writer: 'next' },
  ]);
});

test('rows that were under way when the connection broke are not in the answer that the next query gets', async () => {
  for (let round = 0; round < 5; round += 1) {
    const rows = database.sql`select n, repeat('x', 1000) as x from generate_series(1, 20000) as n`.catch(
      () => [],
    );
    await wait(5 + round * 10);
    await proxy.cut();
    await proxy.fix();
    await rows;
    // Where all rows had come before the cut, it is the next query that hears of it.
    const next = await vi.waitFor(() => database.sql`select n from generate_series(1, 3) as n`);
    expect([...next]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  }
});

test('broken at any moment while eight write: every query ends, and the pool works at once', async () => {
  const pool = connectDatabase({ url, applicationName: 'test', poolSize: 4 });
  const until = Date.now() + 2_500;
  let [answers, refusals] = [0, 0];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    while (Date.now() < until) {
      await pool
        .call(() =>
          pool.orm.transaction(async (transaction) => {
            await transaction.execute(sql`select ${'x'.repeat(writer * 400)}, pg_sleep(0.001)`);
            await Promise.all([1, 2, 3].map((n) => transaction.execute(sql`select ${n}::int`)));
          }),
        )
        .then(
          () => (answers += 1),
          () => (refusals += 1),
        );
    }
  });
  while (Date.now() < until) {
    await wait(Math.random() * 60);
    await proxy.cut();
    await proxy.fix();
  }
  await Promise.all(writers);
  const started = Date.now();
  expect((await Promise.all(Array.from({ length: 8 }, () => pool.sql`select 1 as one`))).flat()).toHaveLength(
    8,
  );
  // Less than a connection may take: none waits for a query that was never sent.
  expect(Date.now() - started).toBeLessThan(4_000);
  expect(answers).toBeGreaterThan(0);
  expect(refusals).toBeGreaterThan(0);
  await pool.close();
});
