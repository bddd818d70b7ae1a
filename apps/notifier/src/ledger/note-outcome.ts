import type { Database } from '@reports/database';
import type { ClaimedDelivery } from './delivery.ts';

type Claim = Pick<ClaimedDelivery, 'id' | 'workspaceId' | 'attempts'>;

/** Results of attempts, written after them. All but `noteSent` act on the claim alone: a later claim of it is left alone. */
export interface Ledger {
  /** Whoever claimed it last: it is sent. */
  noteSent: (claim: Claim) => Promise<void>;
  /** Counts a failure; the next try is in `pauseSeconds`. */
  noteFailure: (claim: Claim, reason: string, pauseSeconds: number) => Promise<void>;
  /** Counts nothing; the next try is in `pauseSeconds`. */
  noteWait: (claim: Claim, reason: string, pauseSeconds: number) => Promise<void>;
  /** Given up. */
  noteGivenUp: (claim: Claim, reason: string) => Promise<void>;
  /** Gives the claim back: it is due now, and nothing failed. */
  release: (claim: Claim) => Promise<void>;
  /** Keeps claims for another `leaseMs`; says which are still ours. */
  renew: (claims: readonly Claim[], leaseMs: number) => Promise<string[]>;
}

const maxReasonLength = 1_000;

/** As role reports_system: the ledger of all workspaces. */
export const createLedger = ({ sql }: Database): Ledger => ({
  noteSent: async ({ id, workspaceId }) => {
    await sql`
      with sent as (
        update deliveries
        set status = 'sent', sent_at = now(), last_error = null, next_attempt_at = null, leased_until = null
        where id = ${id} and workspace_id = ${workspaceId} and status = 'pending'
        returning workspace_id, report_id, id, channel, recipient
      )
      insert into audit_log (workspace_id, actor, action, report_id, resource, recipient)
      select workspace_id,
             case channel when 'email' then 'mail' else 'webhook' end,
             case channel when 'email' then 'sendEmail' else 'sendWebhook' end,
             report_id,
             case channel when 'email' then id else recipient end,
             case channel when 'email' then recipient end
      from sent`;
  },
  noteFailure: async ({ id, workspaceId, attempts }, reason, pauseSeconds) => {
    await sql`
      update deliveries
      set failures = failures + 1, last_error = ${reason.slice(0, maxReasonLength)}, leased_until = null,
          next_attempt_at = now() + make_interval(secs => ${pauseSeconds})
      where id = ${id} and workspace_id = ${workspaceId} and attempts = ${attempts} and status = 'pending'`;
  },
  noteWait: async ({ id, workspaceId, attempts }, reason, pauseSeconds) => {
    await sql`
      update deliveries
      set last_error = ${reason.slice(0, maxReasonLength)}, leased_until = null,
          next_attempt_at = now() + make_interval(secs => ${pauseSeconds})
      where id = ${id} and workspace_id = ${workspaceId} and attempts = ${attempts} and status = 'pending'`;
  },
  noteGivenUp: async ({ id, workspaceId, attempts }, reason) => {
    await sql`
      update deliveries
      set status = 'failed', failures = failures + 1, last_error = ${reason.slice(0, maxReasonLength)},
          next_attempt_at = null, leased_until = null
      where id = ${id} and workspace_id = ${workspaceId} and attempts = ${attempts} and status = 'pending'`;
  },
  release: async ({ id, workspaceId, attempts }) => {
    await sql`
      update deliveries set leased_until = null, next_attempt_at = now()
      where id = ${id} and workspace_id = ${workspaceId} and attempts = ${attempts} and status = 'pending'`;
  },
  // A claim that was settled a moment ago has no lease: renewing it would look like a process that ended.
  renew: async (claims, leaseMs) => {
    const rows = await sql<{ id: string }[]>`
      update deliveries set leased_until = now() + make_interval(secs => ${leaseMs / 1_000})
      from unnest(${claims.map(({ id }) => id)}::text[], ${claims.map(({ workspaceId }) => workspaceId)}::text[],
                  ${claims.map(({ attempts }) => attempts)}::integer[]) as claim (id, workspace_id, attempts)
      where deliveries.id = claim.id and deliveries.workspace_id = claim.workspace_id and deliveries.attempts = claim.attempts and status = 'pending'
        and leased_until is not null
      returning deliveries.id`;
    return rows.map(({ id }) => id);
  },
});
