import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, ServiceError } from '@reports/service';
import type { Sql, TransactionSql } from 'postgres';
import { concurrentIndexOf, type Migration } from './journal.ts';

export interface ApplyOptions {
  /** How long a statement waits for a lock. Everything that comes after it for the same table waits as long. */
  lockTimeoutMs?: number;
  /** How often a file is tried while others hold what it must lock. */
  maxAttempts?: number;
  /** Between two tries; the queries that queued behind the first go on. */
  pauseMs?: number;
  /** Told what is done, and what is waited for. */
  say?: (line: string) => void;
}

/** Only one process migrates a database at a time. */
const migrationsLock = 7_301_642;
const lockPollMs = 200;
/** SQLSTATE: lock_not_available, deadlock_detected. */
const blockedCodes = new Set(['55P03', '40P01']);

/**
 * Applies the files that the database has not had, in the journal's order. Each is one transaction together with the note of it, or, when
 * it may not be, is repeated from its start after it was cut off. May be run by several processes at once, and again.
 * Throws before it changes anything when what was applied is not what the journal says (`migration_changed`,
 * `migration_skipped`, `migration_unknown`), and `migration_blocked` when others hold a lock for too long.
 *
 * The notes are those of drizzle's migrator: `drizzle.__drizzle_migrations`. A database that has notes of a later release than
 * this one is left as it is.
 */
export const applyMigrations = async (
  client: Sql,
  migrations: readonly Migration[],
  { lockTimeoutMs = 2_000, maxAttempts = 60, pauseMs = 1_000, say = () => undefined }: ApplyOptions = {},
): Promise<void> => {
  await takeLock(client, say);
  await client.unsafe(`
    create schema if not exists drizzle;
    create table if not exists drizzle.__drizzle_migrations (
      id serial primary key, hash text not null, created_at bigint
    );
    -- Services check the schema's version before they start.
    grant usage on schema drizzle to reports_app, reports_system;
    grant select on drizzle.__drizzle_migrations to reports_app, reports_system;`);
  for (const migration of findPending(migrations, await readApplied(client))) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await applyMigration(client, migration, lockTimeoutMs);
        say(`applied ${migration.tag}`);
        break;
      } catch (error) {
        if (!isBlocked(error)) throw failed(migration, error);
        if (attempt >= maxAttempts) throw blocked(migration, { attempts: attempt, lockTimeoutMs }, error);
        say(`${migration.tag} waits for a lock (${messageOf(error)}): try ${attempt} of ${maxAttempts}`);
        await wait(pauseMs);
      }
    }
  }
};

/** Asks again and again: a session that waits inside PostgreSQL would hold up CREATE INDEX CONCURRENTLY, which waits for it. */
const takeLock = async (client: Sql, say: (line: string) => void): Promise<void> => {
  for (let told = false; ; told = true) {
    const [row] = await client<
      [{ locked: boolean }]
    >`select pg_try_advisory_lock(${migrationsLock}) as locked`;
    if (row.locked) return;
    if (!told) say('another process is migrating this database: waiting for it');
    await wait(lockPollMs);
  }
};

interface Applied {
  when: number;
  hash: string;
}

const readApplied = async (client: Sql | TransactionSql): Promise<Applied[]> =>
  (
    await client<{ when: string; hash: string }[]>`
      select created_at as when, hash from drizzle.__drizzle_migrations order by created_at`
  ).map(({ when, hash }) => ({ when: Number(when), hash }));

/** What is to be applied. Throws when what was applied is not what the journal says. */
const findPending = (migrations: readonly Migration[], applied: readonly Applied[]): Migration[] => {
  const noted = new Map(applied.map(({ when, hash }) => [when, hash]));
  const newest = Math.max(0, ...noted.keys());
  const changed = migrations.filter(({ when, hash }) => noted.has(when) && noted.get(when) !== hash);
  if (changed.length > 0) {
    throw refusal(
      'migration_changed',
      `${tags(changed)} was changed after this database had it. Restore the file, and put the change into a new one.`,
    );
  }
  const pending = migrations.filter(({ when }) => !noted.has(when));
  const skipped = pending.filter(({ when }) => when < newest);
  if (skipped.length > 0) {
    throw refusal(
      'migration_skipped',
      `${tags(skipped)} comes before files that this database has had already. Give it a number and a "when" above the last.`,
    );
  }
  const last = migrations.at(-1)?.when ?? 0;
  const known = new Set(migrations.map(({ when }) => when));
  // A later release may have migrated already: its files come after all of ours.
  const unknown = [...noted.keys()].filter((when) => !known.has(when) && when <= last);
  if (unknown.length > 0) {
    throw refusal(
      'migration_unknown',
      `This database has had files that the journal does not know (${unknown.join(', ')}). Was one taken out of it?`,
    );
  }
  return pending;
};

const applyMigration = (client: Sql, migration: Migration, lockTimeoutMs: number): Promise<void> =>
  migration.statements === undefined
    ? applyInTransaction(client, migration, lockTimeoutMs)
    : applyOutside(client, migration, migration.statements);

const applyInTransaction = async (
  client: Sql,
  migration: Migration,
  lockTimeoutMs: number,
): Promise<void> => {
  await client.begin(async (transaction) => {
    // The connection may be a new one, without the lock of the one before it.
    const [row] = await transaction<[{ locked: boolean }]>`
      select pg_try_advisory_xact_lock(${migrationsLock}) as locked,
             set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`;
    if (!row.locked)
      throw new Error('The lock of the migrations was lost to another process: run them again.');
    const applied = await readApplied(transaction);
    if (applied.some(({ when }) => when === migration.when)) return;
    await transaction.unsafe(migration.text);
    await note(transaction, migration);
  });
};

/** No lock_timeout: what runs here locks nobody out while it waits, and may wait for as long as the longest transaction takes. */
const applyOutside = async (
  client: Sql,
  migration: Migration,
  statements: readonly string[],
): Promise<void> => {
  for (const statement of statements) {
    const index = concurrentIndexOf(statement);
    if (index !== undefined) await dropInvalidIndex(client, index);
    await client.unsafe(statement);
  }
  await note(client, migration);
};

/** What a build that was cut off left: PostgreSQL keeps it up to date, uses it for nothing, and takes it for the index. */
const dropInvalidIndex = async (client: Sql, name: string): Promise<void> => {
  const [invalid] = await client`
    select 1 from pg_index where indexrelid = to_regclass(${name}) and not indisvalid`;
  if (invalid) await client.unsafe(`drop index concurrently if exists "${name}"`);
};

const note = async (client: Sql | TransactionSql, { hash, when }: Migration): Promise<void> => {
  await client`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`;
};

const tags = (migrations: readonly Migration[]): string => migrations.map(({ tag }) => tag).join(', ');

const refusal = (code: string, message: string): ServiceError =>
  new ServiceError({ code, message, fate: 'operator' });

const isBlocked = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && blockedCodes.has(String(error.code));

const blocked = (
  { tag }: Migration,
  { attempts, lockTimeoutMs }: { attempts: number; lockTimeoutMs: number },
  cause: unknown,
): ServiceError =>
  new ServiceError({
    code: 'migration_blocked',
    message:
      `${tag} could not lock what it changes: tried ${attempts} times for ${lockTimeoutMs} ms. It changed nothing. ` +
      'Find the transaction that holds the table (pg_stat_activity, the oldest xact_start), end it, and migrate again.',
    fate: 'operator',
    cause,
  });

const failed = ({ tag }: Migration, cause: unknown): ServiceError =>
  cause instanceof ServiceError
    ? cause
    : new ServiceError({
        code: 'migration_failed',
        message: `${tag} could not be applied: ${messageOf(cause)}`,
        fate: 'fault',
        cause,
      });
