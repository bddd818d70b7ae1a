import { setImmediate as turn } from 'node:timers/promises';
import { connectDatabase, type Database, readSnapshot } from '@reports/database';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

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
