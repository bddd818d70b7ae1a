import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DatasetReference, ReportRequest } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { Storage } from '@reports/storage';
import postgres, { type TransactionSql } from 'postgres';
import { createAggregation } from './aggregation.ts';
import type { Stage } from './stage.ts';

/** A database that notes the statements of its snapshots. */
const recording = (database: Database, statements: string[]): Database => {
  const noting = (transaction: TransactionSql): TransactionSql =>
    new Proxy(transaction, {
      get: (target, name) => {
        if (name !== 'unsafe') return Reflect.get(target, name) as unknown;
        return (text: string) => {
          if (!seesWhatAnotherSees(text)) statements.push(text);
          return target.unsafe(text);
        };
      },
    });
  const sql = new Proxy(database.sql, {
    get: (target, name) => {
      if (name !== 'begin') return Reflect.get(target, name) as unknown;
      return (options: string, work: (transaction: TransactionSql) => Promise<unknown>) =>
        target.begin(options, (transaction) => work(noting(transaction)));
    },
  });
  return { ...database, sql };
};

export interface BareQuery {
  /** The dataset that was made while the statements were noted. */
  dataset: DatasetReference;
  /** The same statements with nothing around them; what COPY gives is read and dropped, or written to the file. */
  run: (copyTo?: string) => Promise<void>;
  close: () => Promise<void>;
}

/** Of a transaction beside the first: all statements are sent on one connection here. */
const seesWhatAnotherSees = (statement: string): boolean => statement.startsWith('set transaction snapshot');

const isCopy = (statement: string): boolean => /^\s*copy\b/i.test(statement);

/** The statements that the aggregate activity sends for a request, to be run bare, on one connection as the same role. */
export const createBareQuery = async (
  { setting }: Pick<Stage, 'setting'>,
  { database, storage }: { database: Database; storage: Storage },
  request: ReportRequest,
): Promise<BareQuery> => {
  const statements: string[] = [];
  const dataset = await createAggregation(recording(database, statements), storage)(request);
  if (!statements.some(isCopy))
    throw new Error('The aggregate activity sent no COPY: its statements were not noted');
  const sql = postgres(setting('DATABASE_URL'), { max: 1, onnotice: () => {} });
  return {
    dataset,
    run: async (copyTo) => {
      await sql.begin('isolation level repeatable read read only', async (transaction) => {
        await transaction`
          select set_config('app.workspace_id', ${request.workspace_id}, true), set_config('work_mem', '64MB', true),
                 set_config('jit', 'off', true)`;
        for (const statement of statements) {
          if (!isCopy(statement)) {
            await transaction.unsafe(statement);
            continue;
          }
          const rows = await transaction.unsafe(statement).readable();
          if (copyTo === undefined) for await (const _ of rows);
          else await pipeline(rows, createWriteStream(copyTo));
          // The driver's socket may be paused still, see readSnapshot.
          // oxlint-disable-next-line no-underscore-dangle -- what Node calls it
          rows._read(0);
        }
      });
    },
    close: () => sql.end({ timeout: 5 }),
  };
};
