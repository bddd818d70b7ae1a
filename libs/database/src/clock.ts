import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './connect.ts';

/**
 * PostgreSQL's clock, in a transaction the instant at which it began. It alone decides what is due: the clocks of processes
 * may differ.
 */
export const databaseNow = async (orm: Transaction | Database['orm']): Promise<Date> => {
  const [row] = await orm.execute<{ ms: number }>(
    sql`select (extract(epoch from now()) * 1000)::float8 as ms`,
  );
  if (!row) throw new Error('PostgreSQL did not say what time it is');
  return new Date(row.ms);
};
