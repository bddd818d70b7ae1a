import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './connect.ts';

/**
 * Takes a lock by name until the end of the transaction; false, at once, while another transaction has it. It also works behind
 * a pool of connections, and goes with its connection.
 */
export const tryLock = async (transaction: Pick<Transaction, 'execute'>, name: string): Promise<boolean> => {
  const [row] = await transaction.execute<{ taken: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
  );
  return row?.taken === true;
};

/**
 * Does work that one process at a time should do; gives undefined, at once, while another is at it. It takes a connection beside the
 * pool while the work lasts, idle in a transaction: a lock that is lost with it lets another one in.
 */
export const oneAtATime = <Result>(
  { turns }: Pick<Database, 'turns'>,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> =>
  turns.transaction(async (transaction) => {
    if (!(await tryLock(transaction, name))) return undefined;
    await transaction.execute(sql`set local idle_in_transaction_session_timeout = 0`);
    return work();
  });
