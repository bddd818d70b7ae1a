import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, messageOf, ServiceError } from '@reports/service';
import type { Database } from '../connect.ts';
import { databaseUnavailable } from '../translate-error.ts';
import { migrationsFolder, readMigrations } from './journal.ts';

export interface SchemaCheck {
  /** Fulfilled when the service may begin. Rejected with `role_bypasses_row_level_security`: it must not. */
  ready: Promise<void>;
  /** For readiness: throws, saying what is waited for. */
  check: () => void;
}

const pollMs = 1_000;

/**
 * Holds a service back until PostgreSQL is there and has every migration of this release. A schema that is newer will do: a release
 * only adds to it, and takes away what the one before it no longer uses.
 * A service whose role is above row-level security (a superuser, BYPASSRLS, the tables' owner) is refused for good.
 */
export const requireSchema = (
  databases: readonly Database[],
  {
    log,
    folder = migrationsFolder,
    signal = new AbortController().signal,
  }: { log: Pick<Logger, 'info' | 'warn'>; folder?: string; signal?: AbortSignal },
): SchemaCheck => {
  const needed = readMigrations(folder);
  let waitingFor: string | undefined = 'the first look at the schema';

  const look = async (): Promise<string | undefined> => {
    try {
      for (const { sql } of databases) await refuseBypass(sql);
      const [first] = databases;
      const applied = first ? await readAppliedTimes(first.sql) : new Set();
      const missing = needed.filter(({ when }) => !applied.has(when)).map(({ tag }) => tag);
      return missing.length === 0
        ? undefined
        : `the database lacks ${missing.join(', ')}: run the migrations of this release`;
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      // Away, or without the role or the database yet: the one passes, the other is for an operator.
      return `the schema cannot be read: ${messageOf(error)}`;
    }
  };

  const watch = async () => {
    for (;;) {
      const lacking = await look();
      if (lacking !== waitingFor && lacking !== undefined) log.warn(`the service waits: ${lacking}`);
      waitingFor = lacking;
      if (lacking === undefined) return;
      await wait(pollMs, undefined, { signal });
    }
  };

  return {
    ready: watch(),
    check: () => {
      if (waitingFor !== undefined) throw new Error(waitingFor);
    },
  };
};

/** The database for a service that answers before its schema is there: calls fail with `database_unavailable` until it is. */
export const behindSchema = (database: Database, { check }: SchemaCheck): Database => {
  const demand = () => {
    try {
      check();
    } catch (error) {
      throw databaseUnavailable(error);
    }
  };
  return {
    ...database,
    call: async (work) => {
      demand();
      return database.call(work);
    },
    withWorkspace: async (workspaceId, work) => {
      demand();
      return database.withWorkspace(workspaceId, work);
    },
  };
};

/** SQLSTATE of a database that was never migrated, or by a release that let services read no notes. */
const notMigratedCodes = new Set(['3F000', '42P01', '42501']);

/** The `when` of each migration that a database has. */
export const readAppliedTimes = async (sql: Database['sql']): Promise<Set<number>> => {
  try {
    const rows = await sql<{ when: string }[]>`select created_at as when from drizzle.__drizzle_migrations`;
    return new Set(rows.map(({ when }) => Number(when)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && notMigratedCodes.has(String(error.code)))
      return new Set();
    throw error;
  }
};

/** Why row-level security does not hold for the role that is connected; undefined: it does. */
export const bypassOf = async (sql: Database['sql']): Promise<string | undefined> => {
  const [role] = await sql<[{ name: string; superuser: boolean; bypasses: boolean; owns: boolean }]>`
    select rolname as name, rolsuper as superuser, rolbypassrls as bypasses,
           exists (select 1 from pg_class where relrowsecurity and pg_has_role(pg_roles.oid, relowner, 'member')) as owns
    from pg_roles where rolname = current_user`;
  const reason =
    (role.superuser && 'is a superuser') ||
    (role.bypasses && 'has BYPASSRLS') ||
    (role.owns && "is the tables' owner");
  return reason === false ? undefined : `The role "${role.name}" ${reason}`;
};

const refuseBypass = async (sql: Database['sql']): Promise<void> => {
  const reason = await bypassOf(sql);
  if (reason === undefined) return;
  throw new ServiceError({
    code: 'role_bypasses_row_level_security',
    message:
      `${reason}: row-level security, which keeps workspaces apart, does not hold for it. ` +
      'Use the roles that the migrations make for the service: reports_api in the DATABASE_URL of the api, and so on.',
    fate: 'operator',
  });
};
