import type { ReservedSql } from 'postgres';
import type { Database } from './connect.ts';
import { translateDatabaseError } from './unavailable.ts';

/** A workspace's rows as they were at one instant. Texts are whole SQL statements: COPY takes no parameters. */
export interface Snapshot {
  /** The instant, UTC, to the second: `2024-01-31T18:00:00Z`. */
  takenAt: string;
  query: <Row extends object>(text: string) => Promise<Row[]>;
  /** Streams what `COPY (select) TO STDOUT` with these options gives. Left early, it ends the query first. */
  copy: (select: string, options: string) => AsyncGenerator<Buffer, void>;
}

export interface SnapshotOptions {
  /** Ends the query that runs. */
  signal?: AbortSignal;
  /** Each statement may take this long. */
  timeoutMs: number;
  /** Kilobytes that each sort and hash table may use before it goes to disk. */
  workMemoryKb: number;
}

/**
 * One read-only transaction that sees one instant (REPEATABLE READ), and of one workspace, as `withWorkspace` does.
 * Throws `database_unavailable`, retryable, when PostgreSQL is away.
 */
export const readSnapshot = async <Result>(
  { sql }: Database,
  workspaceId: string,
  { signal, timeoutMs, workMemoryKb }: SnapshotOptions,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> => {
  signal?.throwIfAborted();
  try {
    return (await sql.begin('isolation level repeatable read read only', async (transaction) => {
      const [start] = await transaction<[{ pid: number; taken_at: string }]>`
        select pg_backend_pid() as pid,
               to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as taken_at,
               set_config('app.workspace_id', ${workspaceId}, true),
               set_config('statement_timeout', ${String(timeoutMs)}, true),
               set_config('work_mem', ${`${workMemoryKb}kB`}, true),
               set_config('jit', 'off', true),
               -- Many rows meet many: a loop over an index, chosen by a wrong guess, would take for ever.
               set_config('enable_nestloop', 'off', true),
               set_config('timezone', 'UTC', true),
               set_config('datestyle', 'ISO', true),
               set_config('standard_conforming_strings', 'on', true)`;
      const cancel = () => {
        sql`select pg_cancel_backend(${start.pid})`.catch(() => undefined);
      };
      signal?.addEventListener('abort', cancel);
      try {
        signal?.throwIfAborted();
        return await work({
          takenAt: start.taken_at,
          query: async <Row extends object>(text: string) => [...(await transaction.unsafe<Row[]>(text))],
          copy: (select, options) =>
            copyOut(transaction, `copy (${select}) to stdout with (${options})`, cancel),
        });
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    })) as Result;
  } catch (error) {
    throw translateDatabaseError(error);
  }
};

/**
 * A stream that its reader leaves early would be destroyed, and the driver would then never read the rest: the connection would
 * hang for ever. So the query is ended, and what is still on its way is read away.
 */
async function* copyOut(
  transaction: Pick<ReservedSql, 'unsafe'>,
  text: string,
  cancel: () => void,
): AsyncGenerator<Buffer, void> {
  const stream = await transaction.unsafe(text).readable();
  let ended = false;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
    ended = true;
  } finally {
    if (!ended && !stream.destroyed) {
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.on('error', () => undefined);
      cancel();
      stream.resume();
      // No other statement may start before.
      await closed;
    }
    // A reader slower than the server makes the driver pause its socket, and at the stream's end it forgets to go on: the
    // next answer, to the commit, would never be read. Reading is what makes it go on.
    // oxlint-disable-next-line no-underscore-dangle -- what Node calls it; `read` calls it no more once the rows are there
    stream._read(0);
  }
}
