import { emailCounts, inWorkspace, type Transaction, workspaces } from '@reports/database';
import { ServiceError } from '@reports/service';
import { and, eq, sql } from 'drizzle-orm';
import type { Outcome } from '../ledger/delivery.ts';

/** The day of UTC. */
const today = sql`(now() at time zone 'utc')::date`;

/** Of a workspace: how many e-mails a day, and to which domains (null: any). */
export const readMailRules = async (
  transaction: Transaction,
  workspaceId: string,
  maxEmailsPerDay: number,
): Promise<{ emailsPerDay: number; allowedDomains: readonly string[] | null }> => {
  const [row] = await transaction
    .select({ limits: workspaces.limits, allowedDomains: workspaces.allowedRecipientDomains })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return {
    emailsPerDay: row?.limits.emailsPerDay ?? maxEmailsPerDay,
    allowedDomains: row?.allowedDomains ?? null,
  };
};

/** Counts an e-mail that is about to go. Where the day has had all of its own, it waits for the next one: the outcome is given. */
export const countEmail = async (
  transaction: Transaction,
  workspaceId: string,
  emailsPerDay: number,
): Promise<Outcome | undefined> => {
  const [counted] = await transaction.execute<{ emails: number }>(sql`
    insert into email_counts as counted (workspace_id, day, emails)
    select ${workspaceId}, ${today}, 1 where ${emailsPerDay}::integer > 0
    on conflict (workspace_id, day) do update set emails = counted.emails + 1
      where counted.emails < ${emailsPerDay}::integer
    returning emails`);
  if (counted) {
    // The first of a day puts the days before away.
    if (counted.emails === 1) {
      await transaction.delete(emailCounts).where(and(sql`day < ${today}`, inWorkspace(emailCounts)));
    }
    return undefined;
  }
  const [left] = await transaction.execute<{ seconds: number }>(
    sql`select ceil(extract(epoch from (${today} + 1)::timestamp - (now() at time zone 'utc')))::integer as seconds`,
  );
  return {
    kind: 'waits',
    seconds: Math.max(1, left?.seconds ?? 1),
    error: new ServiceError({
      code: 'email_limit_reached',
      message: `The workspace has sent its ${emailsPerDay} e-mails of this day: the rest goes tomorrow (UTC).`,
      fate: 'passing',
    }),
  };
};

/** An e-mail that was counted today and did not go. */
export const giveBackEmail = async (transaction: Transaction): Promise<void> => {
  await transaction
    .update(emailCounts)
    .set({ emails: sql`greatest(${emailCounts.emails} - 1, 0)` })
    .where(and(sql`day = ${today}`, inWorkspace(emailCounts)));
};
