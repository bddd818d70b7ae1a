import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { sql } from 'drizzle-orm';
import { databaseUnavailable, translateDatabaseError } from './translate-error.ts';
import { refuseUnscoped } from './scoped-statements.ts';
import postgres, { type Sql } from 'postgres';

export interface Database {
  /** For rows that belong to no tenant (workspaces, keys, inbox) and for the system role. */
  orm: Orm;
  /** The driver: SQL as SQL, COPY, LISTEN. */
  sql: Sql;
  /**
   * The only way to a tenant's rows: row-level security shows this workspace's rows and no others. An UPDATE or DELETE names the
   * workspace besides, see {@link refuseUnscoped}. Throws `database_unavailable` when PostgreSQL is away.
   */
  withWorkspace: <Result>(
    workspaceId: string,
    work: (transaction: Transaction) => Promise<Result>,
  ) => Promise<Result>;
  /** Calls the database otherwise: throws `database_unavailable` when PostgreSQL is away or silent. */
  call: <Result>(work: () => Promise<Result>) => Promise<Result>;
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

type Orm = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Orm['transaction']>[0]>[0];

export interface DatabaseOptions {
  url: string;
  /** Connections at most. */
  poolSize?: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** How long a query waits for a connection that does not come. */
  connectTimeoutSeconds?: number;
  /** How long a call may take before PostgreSQL counts as away. What it has begun may still come to pass. Absent: for ever. */
  callTimeoutMs?: number;
}

/** Connects lazily: a server that is down shows in the first query, as `database_unavailable`. */
export const connectDatabase = ({
  url,
  poolSize = 10,
  applicationName,
  connectTimeoutSeconds = 5,
  callTimeoutMs,
}: DatabaseOptions): Database => {
  const client = postgres(url, {
    max: poolSize,
    connect_timeout: connectTimeoutSeconds,
    // Short: a query waits it out before it is told that the server is away, or finds it back.
    backoff: (retries) => Math.min(1, 0.05 * 2 ** retries),
    idle_timeout: 60,
    onnotice: () => {},
    connection: { application_name: applicationName },
  });
  const orm = drizzle(client);
  const scoped = drizzle(client, { logger: { logQuery: refuseUnscoped } });
  const call: Database['call'] = async (work) => {
    try {
      return await (callTimeoutMs === undefined ? work() : withinTime(work(), callTimeoutMs));
    } catch (error) {
      throw translateDatabaseError(error);
    }
  };
  return {
    orm,
    sql: client,
    call,
    withWorkspace: (workspaceId, work) =>
      call(() =>
        scoped.transaction(async (transaction) => {
          // Local to the transaction: a pooled connection never carries one tenant's id to the next.
          await transaction.execute(sql`select set_config('app.workspace_id', ${workspaceId}, true)`);
          return work(transaction);
        }),
      ),
    ping: async () => {
      await client`select 1`;
    },
    close: () => client.end({ timeout: 5 }),
  };
};

const withinTime = <Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(databaseUnavailable()), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
