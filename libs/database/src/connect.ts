import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { inSpan, type SpanOptions } from '@reports/service';
import { type LeftWork, workLeftBy } from './left-work.ts';
import { withPreparedStatements } from './prepared-statements.ts';
import { databaseUnavailable, translateCallError } from './translate-error.ts';
import { refuseUnscoped } from './scoped-statements.ts';
import postgres, { type Sql, type TransactionSql } from 'postgres';

export interface Database {
  /** For rows that belong to no tenant (workspaces, keys, inbox) and for the system role. */
  orm: Orm;
  /**
   * For transactions that stay open while work is done, which itself asks the database: connections of their own, since a pool whose
   * connections all wait for work that waits for one of them stands still for ever.
   */
  turns: Orm;
  /** The driver: SQL as SQL, COPY. */
  sql: Sql;
  /**
   * The only way to a tenant's rows: row-level security shows this workspace's rows and no others. An UPDATE or DELETE names the
   * workspace besides, see {@link refuseUnscoped}. Throws `database_unavailable` when PostgreSQL is away.
   */
  withWorkspace: <Result>(
    workspaceId: string,
    work: (transaction: Transaction) => Promise<Result>,
  ) => Promise<Result>;
  /** Has somebody told, after each commit of `withWorkspace`, what work it leaves; nobody hears of a process that ends in between. */
  onWork: (listener: (work: LeftWork) => void) => void;
  /** Calls the database otherwise: throws `database_unavailable` when PostgreSQL is away or silent. */
  call: <Result>(work: () => Promise<Result>) => Promise<Result>;
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

type Orm = PostgresJsDatabase;

/** More wait for one of them to end. */
const maxTurns = 4;
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
  /** False behind a pooler that hands each transaction another connection and knows nothing of prepared statements. */
  preparedStatements?: boolean;
}

/** Connects lazily: a server that is down shows in the first query, as `database_unavailable`. */
export const connectDatabase = ({
  url,
  poolSize = 10,
  applicationName,
  connectTimeoutSeconds = 5,
  callTimeoutMs,
  preparedStatements = true,
}: DatabaseOptions): Database => {
  const connect = (max: number) =>
    postgres(url, {
      max,
      connect_timeout: connectTimeoutSeconds,
      // Short: a query waits it out before it is told that the server is away, or finds it back.
      backoff: (retries) => Math.min(1, 0.05 * 2 ** retries),
      idle_timeout: 60,
      prepare: preparedStatements,
      onnotice: () => {},
      connection: { application_name: applicationName },
    });
  const client = connect(poolSize);
  // Connects when it is first used, as every pool does.
  const turnsClient = connect(maxTurns);
  const listeners: ((work: LeftWork) => void)[] = [];
  const driver = withPreparedStatements(client);
  const orm = drizzle(driver);
  const scoped = drizzle(driver, { logger: { logQuery: refuseUnscoped } });
  const call: Database['call'] = async (work) => {
    try {
      return await (callTimeoutMs === undefined ? work() : withinTime(work(), callTimeoutMs));
    } catch (error) {
      throw translateCallError(error);
    }
  };
  return {
    orm,
    turns: drizzle(turnsClient),
    sql: client,
    call,
    onWork: (listener) => {
      listeners.push(listener);
    },
    withWorkspace: (workspaceId, work) =>
      inSpan('SQL transaction', sqlSpan(workspaceId), () =>
        call(async () => {
          let committed: Transaction | undefined;
          const result = await scoped.transaction(async (transaction) => {
            committed = transaction;
            const entered = enterWorkspace(transaction, workspaceId);
            try {
              return await work(transaction);
            } finally {
              // Where it failed, it is the reason of what failed after it.
              await entered;
            }
          });
          for (const left of workLeftBy(committed)) for (const listener of listeners) listener(left);
          return result;
        }),
      ),
    ping: async () => {
      await client`select 1`;
    },
    close: async () => {
      await Promise.all([client, turnsClient].map((pool) => pool.end({ timeout: 5 })));
    },
  };
};

/**
 * Local to the transaction: a pooled connection never carries one tenant's id to the next. Triggers of 1.0 notify nobody of what `onWork` tells.
 *
 * Sent and not waited for, which spares each transaction a round trip. A connection takes its statements in the order in which they are sent, and once
 * one has failed the transaction takes no other: nothing is ever done without it.
 */
const enterWorkspace = (transaction: Transaction, workspaceId: string): PromiseLike<unknown> => {
  const { client } = transaction._.session as unknown as { client: TransactionSql };
  return client
    .unsafe("select set_config('app.workspace_id', $1, true), set_config('app.notify', 'off', true)", [
      workspaceId,
    ])
    .execute();
};

/** What a trace says of statements: whose rows, and never what is in them. */
export const sqlSpan = (workspaceId: string): SpanOptions => ({
  kind: 'client',
  attributes: { 'db.system.name': 'postgresql', 'reports.workspace_id': workspaceId },
});

const withinTime = <Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(databaseUnavailable()), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
