import { sql } from 'drizzle-orm';
import type { Database } from './connect.ts';

/**
 * Does work that one process at a time should do; gives undefined, at once, while another is at it. The lock is a
 * transaction's, so it also works behind a pool of connections, and goes with its connection. It takes one connection of
 * the pool while the work lasts.
 */
export const oneAtATime = <Result>(
  { orm }: Database,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> =>
  orm.transaction(async (transaction) => {
    const [row] = await transaction.execute<{ held: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as held`,
    );
    return row?.held ? work() : undefined;
  });
