import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectDatabase, migrate, rollupZones } from '@reports/database';
import { createTestDatabase } from '@reports/local-platform/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createStoreRecords } from '../src/records/store-records.ts';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { rolledUpKinds } from '../src/rollups/rollup-tables.ts';
import { call } from './call-record.ts';

const migrations = fileURLToPath(new URL('../../../libs/database/migrations', import.meta.url));

/** The migrations before the one of that tag, in a folder of their own. */
const migrationsBefore = (tag: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  const journal = JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  journal.entries = journal.entries.slice(
    0,
    journal.entries.findIndex((entry) => entry.tag === tag),
  );
  for (const entry of journal.entries) {
    cpSync(join(migrations, `${entry.tag}.sql`), join(folder, `${entry.tag}.sql`));
  }
  cpSync(join(migrations, 'meta'), join(folder, 'meta'), { recursive: true });
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  return folder;
};

test('rollups of a database of the release before get their zone while records come in; none is written again', async () => {
  const server = await createTestDatabase({ migrated: false });
  await migrate(server, { folder: migrationsBefore('0101_workspace_time_zones') });
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
  const database = connectDatabase({ url: server.appUrl, applicationName: 'test' });
  try {
    await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B')`);
    const store = createStoreRecords({ database });
    let sent = 0;
    const send = async () => {
      sent += 1;
      const records = Array.from({ length: 20 }, (_, number) =>
        call(`call_${sent}_${number}`, {
          contact_id: `con_${number % 7}`,
          started_at: `2024-01-${10 + (sent % 9)}T10:00:00Z`,
        }),
      );
      await store('ws_a', 'calls', [{ records, version: BigInt(sent) }]);
    };
    for (let message = 0; message < 20; message += 1) await send();
    /** Another file would mean that the table was written again. */
    const filesOf = async (...names: string[]) => {
      const nodes = names.map((name) => `pg_relation_filenode('${name}')`).join(', ');
      const [row] = await owner.orm.execute(sql.raw(`select array[${nodes}]::text as files`));
      return row?.files;
    };
    const files = await filesOf('call_cells', 'contact_days');

    const migrated = new AbortController();
    const writers = Array.from({ length: 2 }, async () => {
      while (!migrated.signal.aborted) await send();
    });
    await migrate(server);
    migrated.abort();
    await Promise.all(writers);

    expect(await filesOf('call_rollups', 'contact_days')).toBe(files);
    for (const kind of rolledUpKinds) {
      expect(await rebuildRollups(database, 'ws_a', kind, { keep: false })).toEqual([]);
    }
    const zones = await database.withWorkspace('ws_a', (transaction) =>
      transaction.select().from(rollupZones),
    );
    expect(zones).toHaveLength(3);
    expect(zones.find(({ kind }) => kind === 'calls')).toMatchObject({
      zoneId: 0,
      timezone: 'UTC',
      coveredFrom: '-infinity',
      records: sent * 20,
      newestVersion: BigInt(sent),
    });
    await owner.orm.execute(
      sql`insert into workspaces (id, name, timezone) values ('ws_c', 'C', 'Asia/Kolkata')`,
    );
    const made = await database.withWorkspace('ws_c', (transaction) =>
      transaction.select().from(rollupZones),
    );
    expect(made.map(({ timezone }) => timezone)).toEqual(rolledUpKinds.map(() => 'Asia/Kolkata'));
  } finally {
    await Promise.all([owner.close(), database.close()]);
    await server.drop();
  }
});
