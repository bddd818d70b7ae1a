import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { connectDatabase, type Database, readSnapshot, type SnapshotReader } from '@reports/database';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = connectDatabase({ url: server.appUrl, applicationName: 'test', poolSize: 1 });
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

// Around the sizes at which the driver pauses its socket, and the end of the rows meets the pause or not.
test.each([1_000, 1_900, 1_959, 2_096, 2_500, 5_000])(
  'a reader slower than the server gets all of %i rows, and the snapshot ends',
  async (rows) => {
    const read = await readSnapshot(
      database,
      'ws_any',
      { timeoutMs: 10_000, workMemoryKb: 4_096 },
      async (snapshot) => {
        let bytes = 0;
        for await (const chunk of snapshot.copy(
          `select repeat('x', 200) from generate_series(1, ${rows})`,
          'format csv',
        )) {
          bytes += chunk.length;
          for (let turns = 0; turns < 3; turns += 1) await turn();
        }
        return bytes;
      },
    );
    expect(read).toBe(rows * 201);
  },
);

const options = { timeoutMs: 10_000, workMemoryKb: 4_096 };

test('two readings together see one instant, whatever is written between them', async () => {
  const pool = connectDatabase({ url: server.appUrl, applicationName: 'test', poolSize: 2 });
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test', poolSize: 1 });
  const written = () =>
    owner.sql`insert into workspaces (id, name) values (${`ws_${randomUUID()}`}, 'Written meanwhile')`;
  const workspaces = (reader: SnapshotReader) =>
    reader.query<{ count: number }>('select count(*)::int as count from workspaces');
  try {
    const [one, other] = await readSnapshot(pool, 'ws_any', options, async ({ query, together }) => {
      await query('select 1');
      await written();
      return together(workspaces, async (reader) => {
        await written();
        return workspaces(reader);
      });
    });
    expect(one).toEqual(other);
  } finally {
    await Promise.all([pool.close(), owner.close()]);
  }
});

test.each(['first', 'second'])(
  'when the %s of two readings fails, the other is ended, and its error is told',
  async (which) => {
    const pool = connectDatabase({ url: server.appUrl, applicationName: 'test', poolSize: 3 });
    const long = (reader: SnapshotReader) => reader.query('select pg_sleep(60)');
    const broken = (reader: SnapshotReader) => reader.query('select 1 / 0');
    try {
      await expect(
        readSnapshot(pool, 'ws_any', options, ({ together }) =>
          which === 'first' ? together(broken, long) : together(long, broken),
        ),
      ).rejects.toThrow('division by zero');
      // Its connections are free again.
      expect(
        await pool.sql`select pid from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()`,
      ).toEqual([]);
    } finally {
      await pool.close();
    }
  },
);

test('a query that begins after its reading was ended is ended too, and the reason is told', async () => {
  const pool = connectDatabase({ url: server.appUrl, applicationName: 'ending', poolSize: 2 });
  const stopping = new AbortController();
  let asked = false;
  try {
    const reading = readSnapshot(
      pool,
      'ws_any',
      { ...options, signal: stopping.signal },
      async ({ query }) => {
        stopping.abort(new Error('Nobody waits for it'));
        // The first request to cancel meets no query.
        await vi.waitUntil(async () => {
          const requests = await database.sql`
            select pid from pg_stat_activity
            where application_name = 'ending' and state = 'idle' and query like 'select pg_cancel_backend%'`;
          return requests.length > 0;
        });
        asked = true;
        await query('select pg_sleep(60)');
      },
    );
    await expect(reading).rejects.toThrow('Nobody waits for it');
    expect(asked).toBe(true);
  } finally {
    await pool.close();
  }
});

// Of rows that are not there yet the server has sent nothing: the beginning of the copy and its error come at once.
test.each([
  ['before its first row', 'select count(*) from generate_series(1, 10000000000)'],
  ['between its rows', "select repeat('x', 200), pg_sleep(0.0001) from generate_series(1, 10000000)"],
])('a copy that is cancelled %s throws the reason, and nothing else breaks', async (_, select) => {
  const pool = connectDatabase({ url: server.appUrl, applicationName: 'copying', poolSize: 2 });
  const running = () =>
    database.sql`select pid from pg_stat_activity where application_name = 'copying' and state = 'active' and query like 'copy %'`;
  try {
    for (let round = 0; round < 20; round += 1) {
      const stopping = new AbortController();
      const reading = readSnapshot(
        pool,
        'ws_any',
        { ...options, signal: stopping.signal },
        async ({ copy }) => {
          for await (const chunk of copy(select, 'format csv')) {
            if (chunk.length > 0) for (let turns = 0; turns < round; turns += 1) await turn();
          }
        },
      );
      reading.catch(() => undefined);
      await vi.waitUntil(async () => (await running()).length > 0, 10_000);
      stopping.abort(new Error('Nobody waits for it'));
      await expect(reading).rejects.toThrow('Nobody waits for it');
      expect(await running()).toEqual([]);
    }
  } finally {
    await pool.close();
  }
});
