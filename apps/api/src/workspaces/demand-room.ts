import { type Transaction } from '@reports/database';
import { sql } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Has requests of a workspace that count the same thing go one after the other until their transactions end. */
const takeTurns = (transaction: Transaction, what: string, { workspaceId }: Caller): Promise<unknown> =>
  transaction.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify([what, workspaceId])}, 0))`,
  );

/** How many rows a question finds; it stops at `most`. */
const countUpTo = async (
  transaction: Transaction,
  most: number,
  rows: ReturnType<typeof sql>,
): Promise<number> => {
  const [counted] = await transaction.execute<{ count: number }>(
    sql`select count(*)::integer as count from (${rows} limit ${most}) as found`,
  );
  return counted?.count ?? 0;
};

/** Throws `too_many_webhooks` when the workspace has all that it may have. */
export const demandRoomForWebhook = async (transaction: Transaction, caller: Caller): Promise<void> => {
  const { webhooks: most } = caller.limits;
  await takeTurns(transaction, 'webhooks', caller);
  if ((await countUpTo(transaction, most, sql`select from webhooks`)) < most) return;
  throw new ProblemError({
    code: 'too_many_webhooks',
    message: `The workspace may have ${most} webhooks, and has them. Delete one, or ask for a higher limit.`,
  });
};

/** Throws `too_many_schedules` when the workspace has all that it may have. */
export const demandRoomForSchedule = async (transaction: Transaction, caller: Caller): Promise<void> => {
  const { schedules: most } = caller.limits;
  await takeTurns(transaction, 'schedules', caller);
  const found = sql`select from schedules where status <> 'cancelled'`;
  if ((await countUpTo(transaction, most, found)) < most) return;
  throw new ProblemError({
    code: 'too_many_schedules',
    message: `The workspace may have ${most} schedules, and has them. Cancel one, or ask for a higher limit.`,
  });
};

/** Seconds after which it is worth asking again: reports take that long. */
const retryGeneratingSeconds = 5;

/**
 * Throws `too_many_reports_generating` while the workspace has as many in the making as it may have. Requests do not wait for each
 * other here: as many as come at the same moment may pass it by.
 */
export const demandRoomForReport = async (transaction: Transaction, { limits }: Caller): Promise<void> => {
  const { reportsGenerating: most } = limits;
  const found = sql`select from reports where status = 'generating'`;
  if ((await countUpTo(transaction, most, found)) < most) return;
  throw new ProblemError({
    code: 'too_many_reports_generating',
    message: `${most} reports of the workspace are being made, as many as may be. Post this one again when some of them are done.`,
    headers: { 'retry-after': String(retryGeneratingSeconds) },
  });
};

/** Throws `too_many_runs` when the last hour has had its runs, those of the calendar included. */
export const demandRoomForRun = async (transaction: Transaction, { limits }: Caller): Promise<void> => {
  const { runsPerHour: most } = limits;
  const [oldest] = await transaction.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from created_at + interval '1 hour' - now()))::integer as seconds
    from reports where source_report_id is not null and created_at > now() - interval '1 hour'
    order by created_at desc offset ${Math.max(0, most - 1)} limit 1`);
  if (!oldest && most > 0) return;
  throw new ProblemError({
    code: 'too_many_runs',
    message: `The schedules of the workspace have run ${most} times in the last hour, after which none is started by hand.`,
    headers: { 'retry-after': String(Math.max(1, oldest?.seconds ?? 3_600)) },
  });
};
