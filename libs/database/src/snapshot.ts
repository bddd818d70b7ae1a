import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReservedSql } from 'postgres';
import { inSpan } from '@reports/service';
import { type Database, sqlSpan } from './connect.ts';
import { translateDatabaseError } from './translate-error.ts';

/** Reads a workspace's rows on one connection. Texts are whole SQL statements: COPY takes no parameters. */
export interface SnapshotReader {
  query: <Row extends object>(text: string) => Promise<Row[]>;
  /** Streams what `COPY (select) TO STDOUT` with these options gives. Left early, it ends the query first. */
  copy: (select: string, options: string) => AsyncGenerator<Buffer, void>;
}

/** A workspace's rows as they were at one instant. */
export interface Snapshot extends SnapshotReader {
  /** The instant, UTC, to the second: `2024-01-31T18:00:00Z`. */
  takenAt: string;
  /**
   * Two readings of the same instant at the same time, the first on another connection. When one fails, the query of the other is
   * ended, and the error is thrown once both are over. The pool must have more connections than snapshots are read at once.
   */
  together: <One, Other>(
    one: (reader: SnapshotReader) => Promise<One>,
    other: (reader: SnapshotReader) => Promise<Other>,
  ) => Promise<[One, Other]>;
}

export interface SnapshotOptions {
  /** Ends the queries that run; its reason is thrown. */
  signal?: AbortSignal;
  /** Each statement may take this long. */
  timeoutMs: number;
  /** Of the session: by its days `instant::date` is, which takes a quarter of what `AT TIME ZONE` takes. Else UTC. */
  timezone?: string;
  /** Kilobytes that each sort and hash table may use before it goes to disk. */
  workMemoryKb: number;
}

/**
 * Read-only transactions that see one instant (REPEATABLE READ), and of one workspace, as `withWorkspace` does.
 * Throws `database_unavailable` when PostgreSQL is away.
 */
export const readSnapshot = <Result>(
  database: Database,
  workspaceId: string,
  options: SnapshotOptions,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> =>
  inSpan('SQL snapshot', sqlSpan(workspaceId), () => takeSnapshot(database, workspaceId, options, work));

const takeSnapshot = async <Result>(
  { sql }: Database,
  workspaceId: string,
  options: SnapshotOptions,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> => {
  options.signal?.throwIfAborted();
  const connection = { sql, workspaceId, options };
  try {
    return await readOn(connection, undefined, (reader, { takenAt, exported }) =>
      work({
        ...reader,
        takenAt,
        together: async (one, other) => {
          const failing = new AbortController();
          const signal = AbortSignal.any([failing.signal, ...(options.signal ? [options.signal] : [])]);
          const firstToFail = (endOther: () => void) => (error: unknown) => {
            if (failing.signal.aborted) return;
            failing.abort(error);
            endOther();
          };
          const beside = readOn({ ...connection, options: { ...options, signal } }, exported, one);
          const here = other(reader);
          beside.catch(firstToFail(reader.cancel));
          here.catch(firstToFail(() => undefined));
          const [first, second] = await Promise.allSettled([beside, here]);
          if (first.status === 'fulfilled' && second.status === 'fulfilled')
            return [first.value, second.value];
          // The one that failed first: the other's error is that it was ended.
          throw failing.signal.reason;
        },
      }),
    );
  } catch (error) {
    // Which query it met, and where, says nothing more.
    options.signal?.throwIfAborted();
    throw translateDatabaseError(error);
  }
};

interface Start {
  pid: number;
  takenAt: string;
  /** What another transaction names to see the same. */
  exported: string;
}

/** One transaction of a snapshot: its first, which exports what it sees, or one that sees what another has exported. */
const readOn = async <Result>(
  { sql, workspaceId, options }: { sql: Database['sql']; workspaceId: string; options: SnapshotOptions },
  exported: string | undefined,
  work: (reader: SnapshotReader & { cancel: () => void }, start: Start) => Promise<Result>,
): Promise<Result> =>
  (await sql.begin('isolation level repeatable read read only', async (transaction) => {
    const seen = exported === undefined ? transaction`pg_export_snapshot()` : transaction`${exported}::text`;
    const starting = transaction<[Start]>`
      select pg_backend_pid() as pid,
             to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "takenAt",
             ${seen} as exported,
             set_config('app.workspace_id', ${workspaceId}, true),
             set_config('statement_timeout', ${String(options.timeoutMs)}, true),
             set_config('work_mem', ${`${options.workMemoryKb}kB`}, true),
             set_config('jit', 'off', true),
             -- Many rows meet many: a loop over an index, chosen by a wrong guess, would take for ever.
             set_config('enable_nestloop', 'off', true),
             -- What reports read is in memory or on flash: the default, made for discs that turn, reads whole tables.
             set_config('random_page_cost', '1.1', true),
             set_config('timezone', ${options.timezone ?? 'UTC'}, true),
             set_config('datestyle', 'ISO', true),
             set_config('standard_conforming_strings', 'on', true)`;
    // Sent one after the other, without waiting in between.
    const [, [start]] = await Promise.all([
      exported === undefined ? undefined : transaction.unsafe(`set transaction snapshot '${exported}'`),
      starting,
    ]);
    const { signal } = options;
    signal?.throwIfAborted();
    const cancelUntil: CancelUntil = (over) => cancelBackend(sql, start.pid, over);
    let cancelling: Promise<void> | undefined;
    const cancel = () => {
      cancelling ??= cancelUntil(working);
    };
    const working = work(
      {
        query: async <Row extends object>(text: string) => [...(await transaction.unsafe<Row[]>(text))],
        copy: (select, copyOptions) =>
          copyOut(transaction, `copy (${select}) to stdout with (${copyOptions})`, cancelUntil),
        cancel,
      },
      start,
    );
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    try {
      return await working;
    } finally {
      signal?.removeEventListener('abort', cancel);
      // The connection's next query is somebody else's.
      await cancelling;
    }
  })) as Result;

/** Ends the queries of a connection until this is over. */
type CancelUntil = (over: Promise<unknown>) => Promise<void>;

/** Asks again and again: a request that comes between two queries ends neither. */
const cancelBackend = async (sql: Database['sql'], pid: number, over: Promise<unknown>): Promise<void> => {
  const ended = over.then(
    () => true,
    () => true,
  );
  do await sql`select pg_cancel_backend(${pid})`.catch(() => undefined);
  while (!(await Promise.race([ended, sleep(50, false)])));
};

/**
 * Starts a copy. Its error may come in one piece with its beginning, or when its reader has just left: the driver destroys the stream
 * then, and with nobody listening Node ends the process. So somebody listens from the stream's first moment, which the driver gives
 * nobody but its own `resolve`; who reads hears of the error all the same.
 */
const readCopy = (transaction: Pick<ReservedSql, 'unsafe'>, text: string): Promise<Readable> => {
  const query = transaction.unsafe(text);
  const driven = query as unknown as { resolve: (value: unknown) => void };
  const { resolve } = driven;
  // Called with the stream, and once more with the count of rows.
  driven.resolve = (value) => {
    if (value instanceof Readable) value.on('error', () => undefined);
    resolve(value);
  };
  return query.readable();
};

/**
 * A stream that its reader leaves early would be destroyed, and the driver would then never read the rest: the connection would
 * hang for ever. So the query is ended, and what is still on its way is read away.
 */
async function* copyOut(
  transaction: Pick<ReservedSql, 'unsafe'>,
  text: string,
  cancelUntil: CancelUntil,
): AsyncGenerator<Buffer, void> {
  const stream = await readCopy(transaction, text);
  let ended = false;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
    ended = true;
  } finally {
    if (!ended && !stream.destroyed) {
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.resume();
      // No other statement may start before.
      await cancelUntil(closed);
    }
    // A reader slower than the server makes the driver pause its socket, and at the stream's end it forgets to go on: the
    // next answer, to the commit, would never be read. Reading is what makes it go on.
    // oxlint-disable-next-line no-underscore-dangle -- what Node calls it; `read` calls it no more once the rows are there
    stream._read(0);
  }
}
