import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { connectDatabase, migrate } from '@reports/database';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as migrateByDrizzle } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { migrationsFolder, readMigrations } from '../src/migrations/journal.ts';
import { requireSchema } from '../src/migrations/require-schema.ts';

vi.setConfig({ testTimeout: 60_000 });

let server: TestDatabase;
let sql: Sql;
const opened: { end: () => Promise<unknown> }[] = [];

beforeEach(async () => {
  server = await createTestDatabase({ migrated: false });
  sql = connect(server.ownerUrl);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.end()));
  await server.drop();
});

const connect = (url: string): Sql => {
  const client = postgres(url, { max: 4, onnotice: () => {} });
  opened.push(client);
  return client;
};

type File = readonly [tag: string, text: string];

const first: File = [
  '0001_first',
  'create table things (id integer primary key); insert into things values (1);',
];
const second: File = ['0002_second', 'alter table things add column name text;'];
const third: File = ['0003_third', 'create table others (id integer);'];
const concurrently: File = [
  '0002_index',
  `-- outside a transaction
create index concurrently if not exists things_id on things (id);
--> statement-breakpoint
alter table things add column if not exists seen boolean;`,
];

/** A folder of migrations, whose \`when\` is their number. */
const folderOf = (...files: File[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  mkdirSync(join(folder, 'meta'));
  for (const [tag, text] of files) writeFileSync(join(folder, `${tag}.sql`), text);
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: files.map(([tag], idx) => ({
        idx,
        version: '7',
        when: Number(tag.slice(0, 4)),
        tag,
        breakpoints: false,
      })),
    }),
  );
  return folder;
};

const apply = (files: File[], options = {}) => migrate(server, { folder: folderOf(...files), ...options });

const applied = async (): Promise<number[]> =>
  (await sql`select created_at from drizzle.__drizzle_migrations order by id`).map(({ created_at }) =>
    Number(created_at),
  );

/** Waits until a session of the migrator waits for a lock on a table. */
const migratorWaits = () =>
  vi.waitUntil(
    async () =>
      (
        await sql`select 1 from pg_stat_activity
                  where datname = current_database() and application_name = 'migrations' and wait_event_type = 'Lock'`
      ).length > 0,
    { timeout: 60_000, interval: 10 },
  );

test('the files of this release fit together', () => {
  expect(readMigrations(migrationsFolder).length).toBeGreaterThanOrEqual(6);
});

test('files are applied once, in order, and noted', async () => {
  await apply([first, second]);
  await apply([first, second, third]);
  await apply([first, second, third]);
  expect(await applied()).toEqual([1, 2, 3]);
});

test("a database that drizzle's migrator made goes on", async () => {
  const folder = folderOf(first, second);
  await migrateByDrizzle(drizzle(sql), { migrationsFolder: folder });
  await apply([first, second, third]);
  expect(await applied()).toEqual([1, 2, 3]);
  expect(await sql`select * from things`).toHaveLength(1);
});

test('a file numbered below the last one applied is refused, and nothing is changed', async () => {
  await apply([first, third]);
  await expect(apply([first, second, third])).rejects.toMatchObject({
    code: 'migration_skipped',
    message: expect.stringContaining('0002_second'),
  });
  expect(await applied()).toEqual([1, 3]);
});

test('a file that was changed after it was applied is refused, before the ones behind it', async () => {
  await apply([first]);
  const changed: File = [first[0], `${first[1]} -- changed`];
  await expect(apply([changed, second])).rejects.toMatchObject({
    code: 'migration_changed',
    message: expect.stringContaining('0001_first'),
  });
  expect(await applied()).toEqual([1]);
});

test('a file that was applied and is no longer in the journal is refused', async () => {
  await apply([first, second]);
  await expect(apply([first, third])).rejects.toMatchObject({ code: 'migration_unknown' });
});

test('a release leaves a database alone that a later one has migrated', async () => {
  await apply([first, second, third]);
  await apply([first, second]);
  expect(await applied()).toEqual([1, 2, 3]);
});

test('a file that fails leaves nothing of itself, and what came before it stays', async () => {
  const broken: File = ['0002_second', 'create table half (id integer); select 1 / 0;'];
  await expect(apply([first, broken])).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringMatching(/0002_second.*division by zero/),
  });
  expect(await applied()).toEqual([1]);
  expect(await sql`select to_regclass('half') as half`).toEqual([{ half: null }]);
  await apply([first, second]);
  expect(await applied()).toEqual([1, 2]);
});

test('a table that others hold blocks nobody for longer than the lock timeout, and the file waits its turn', async () => {
  await apply([first]);
  const holder = connect(server.ownerUrl);
  const held = await holder.reserve();
  await held`begin`;
  await held`select * from things`;
  await expect(
    apply([first, second], { lockTimeoutMs: 100, maxAttempts: 2, pauseMs: 10 }),
  ).rejects.toMatchObject({ code: 'migration_blocked', message: expect.stringContaining('0002_second') });
  expect(await applied()).toEqual([1]);

  const migrating = apply([first, second], { lockTimeoutMs: 300, maxAttempts: 1_000, pauseMs: 50 });
  await migratorWaits();
  // Queues behind the migration's lock: answered once its timeout is over, while the holder still holds.
  await sql`select * from things`;
  await held`commit`;
  held.release();
  await migrating;
  expect(await applied()).toEqual([1, 2]);
});

test('a file outside of a transaction builds its index while a transaction is open on the table', async () => {
  await apply([first]);
  const held = await connect(server.ownerUrl).reserve();
  await held`begin`;
  await held`insert into things values (2)`;
  const migrating = apply([first, concurrently], { lockTimeoutMs: 50 });
  await migratorWaits();
  await sql`insert into things values (3)`;
  await held`commit`;
  held.release();
  await migrating;
  expect(await applied()).toEqual([1, 2]);
  expect(await sql`select indisvalid from pg_index where indexrelid = 'things_id'::regclass`).toEqual([
    { indisvalid: true },
  ]);
});

test('an index whose build was cut off is built again', async () => {
  await apply([first]);
  const held = await connect(server.ownerUrl).reserve();
  await held`begin`;
  await held`insert into things values (2)`;
  const cut = apply([first, concurrently]);
  cut.catch(() => undefined);
  await migratorWaits();
  await sql`select pg_cancel_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'migrations'`;
  await expect(cut).rejects.toMatchObject({ code: 'migration_failed' });
  await held`commit`;
  held.release();
  expect(await sql`select indisvalid from pg_index where indexrelid = 'things_id'::regclass`).toEqual([
    { indisvalid: false },
  ]);
  await apply([first, concurrently, third]);
  expect(await applied()).toEqual([1, 2, 3]);
  expect(await sql`select indisvalid from pg_index where indexrelid = 'things_id'::regclass`).toEqual([
    { indisvalid: true },
  ]);
});

test('a migrator that is killed in the middle of a file is followed by one that does the whole file', async () => {
  await apply([first]);
  const held = await connect(server.ownerUrl).reserve();
  await held`begin`;
  await held`lock table things`;
  const two: File = [
    '0002_second',
    'create table half (id integer); alter table things add column name text;',
  ];
  const folder = folderOf(first, two);
  const program = `import { migrate } from '@reports/database';
    await migrate(${JSON.stringify(server)}, { folder: '${folder}', lockTimeoutMs: 600_000 });`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
  });
  await migratorWaits();
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const next = apply([first, two]);
  await held`commit`;
  held.release();
  await next;
  expect(await applied()).toEqual([1, 2]);
});

test('eight migrators at once apply each file once, an index without a transaction among them', async () => {
  const files: File[] = [first, concurrently, third, ['0004_fourth', 'insert into things values (4);']];
  await Promise.all(Array.from({ length: 8 }, () => apply(files)));
  expect(await applied()).toEqual([1, 2, 3, 4]);
  expect(await sql`select id from things order by id`).toEqual([{ id: 1 }, { id: 4 }]);
});

test('a journal that does not fit its files is refused with every fault at once', () => {
  const folder = folderOf(second, first, [
    '0003_index',
    '-- outside a transaction\ncreate index concurrently x on y (z);',
  ]);
  writeFileSync(join(folder, '0009_forgotten.sql'), 'select 1');
  const faults = () => readMigrations(folder);
  expect(faults).toThrow(/0001_first has a "when" that is not above/);
  expect(faults).toThrow(/0009_forgotten.sql is not in the journal/);
  expect(faults).toThrow(/0003_index runs outside of a transaction: write "IF NOT EXISTS"/);
});

test('an index on a table that may be large is made without locking it', () => {
  const large =
    /\bindex\s+(?!concurrently)\S*\s*(if not exists\s+\S+\s+)?on\s+(reports|calls|evaluations|compliance_checks|deliveries|contact_days)\b/i;
  const firstRelease = [
    '0001_platform.sql',
    '0002_records.sql',
    '0003_rollups.sql',
    '0010_api.sql',
    '0020_notifier_dispatch.sql',
    '0030_retention.sql',
  ];
  const locking = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql') && !firstRelease.includes(name))
    .filter((name) => large.test(readFileSync(join(migrationsFolder, name), 'utf8')));
  expect(locking).toEqual([]);
});

const service = (url: string, folder: string) => {
  const database = connectDatabase({ url, applicationName: 'test' });
  opened.push({ end: database.close });
  const lines: string[] = [];
  const log = { info: () => undefined, warn: (line: string) => lines.push(line) };
  return { lines, ...requireSchema([database], { log: log as never, folder }) };
};

test('a service waits for the migrations of its release and says which; a schema that is newer is fine', async () => {
  const folder = folderOf(first, second);
  const early = service(server.appUrl, folder);
  await vi.waitUntil(() => early.lines.length > 0, { timeout: 20_000 });
  expect(early.lines[0]).toContain('the database lacks 0001_first, 0002_second: run the migrations');
  await apply([first]);
  await vi.waitUntil(() => early.lines.length > 1, { timeout: 20_000 });
  expect(early.check).toThrow(/the database lacks 0002_second: run/);
  await apply([first, second, third]);
  await early.ready;
  expect(early.check).not.toThrow();
  await service(server.systemUrl, folder).ready;
});

test('a service waits while PostgreSQL is away', async () => {
  const url = new URL(server.appUrl);
  url.port = '1';
  const waiting = service(url.href, folderOf(first));
  waiting.ready.catch(() => undefined);
  await vi.waitUntil(() => waiting.lines.some((line) => line.includes('ECONNREFUSED')), { timeout: 20_000 });
  expect(waiting.check).toThrow(/the schema cannot be read/);
});

test("a service does not start with a role that has BYPASSRLS, or that is the tables' owner", async () => {
  await migrate(server);
  const refusal = (reason: string) => ({
    code: 'role_bypasses_row_level_security',
    message: expect.stringContaining(
      `${reason}: row-level security, which keeps workspaces apart, does not hold`,
    ),
  });
  const owner = service(server.ownerUrl, migrationsFolder);
  await expect(owner.ready).rejects.toMatchObject(refusal('The role "reports_owner" has BYPASSRLS'));

  const role = `test_${server.name}`;
  await sql.unsafe(`create role ${role} login password 'x' in role reports_app;
    grant ${role} to current_user; grant all on schema public to ${role}; alter table calls owner to ${role}`);
  const url = Object.assign(new URL(server.appUrl), { username: role, password: 'x' });
  await expect(service(url.href, migrationsFolder).ready).rejects.toMatchObject(
    refusal(`The role "${role}" is the tables' owner`),
  );
  await sql.unsafe(`alter table calls owner to current_user; drop owned by ${role}; drop role ${role}`);
});
