import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './connect.ts';

/** The instant at which the transaction began, in milliseconds, as a column of another query. */
export const transactionMs = sql<number>`(extract(epoch from now()) * 1000)::float8`;

/**
 * PostgreSQL's clock, in a transaction the instant at which it began. It alone decides what is due: the clocks of processes
 * may differ.
 */
export const databaseNow = async (orm: Transaction | Database['orm']): Promise<Date> => {
  const [row] = await orm.execute<{ ms: number }>(sql`select ${transactionMs} as ms`);
  if (!row) throw new Error('PostgreSQL did not say what time it is');
  return new Date(row.ms);
};
