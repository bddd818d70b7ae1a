import type { Branding, ChangeWorkspace, Labels } from '@reports/contracts';
import { type Transaction, workspaces } from '@reports/database';
import { eq, sql } from 'drizzle-orm';
import { invalidRequest } from '../problems/problem-error.ts';

/** Changes a workspace. Another zone has the aggregator make rollups by its days, which a trigger asks for. */
export const changeWorkspace = async (
  transaction: Transaction,
  workspaceId: string,
  { allowed_recipient_domains: domains, targets = {}, ...changes }: ChangeWorkspace,
): Promise<void> => {
  if (changes.timezone !== undefined && !(await isKnown(transaction, changes.timezone))) {
    throw invalidRequest([
      { pointer: '/timezone', detail: 'is a time zone that the database does not know' },
    ]);
  }
  await transaction
    .update(workspaces)
    .set({
      ...changes,
      ...(domains !== undefined && { allowedRecipientDomains: domains.length === 0 ? null : domains }),
      ...(targets.pass_rate !== undefined && { targetPassRate: targets.pass_rate }),
      ...(targets.peer_gap !== undefined && { targetPeerGap: targets.peer_gap }),
    })
    .where(eq(workspaces.id, workspaceId));
};

/** Its conversion decides on which day a record was, so the database must know the zone too. */
const isKnown = async (transaction: Transaction, timezone: string): Promise<boolean> => {
  const found = await transaction.execute(
    sql`select 1 from pg_timezone_names where lower(name) = lower(${timezone}) limit 1`,
  );
  return found.length > 0;
};

/** Puts labels in the place of all that there were. */
export const changeLabels = async (
  transaction: Transaction,
  workspaceId: string,
  labels: Labels,
): Promise<void> => {
  await transaction.update(workspaces).set({ labels }).where(eq(workspaces.id, workspaceId));
};

/** Puts a branding in the place of the one that there was. */
export const changeBranding = async (
  transaction: Transaction,
  workspaceId: string,
  branding: Branding,
): Promise<void> => {
  await transaction.update(workspaces).set({ branding }).where(eq(workspaces.id, workspaceId));
};
