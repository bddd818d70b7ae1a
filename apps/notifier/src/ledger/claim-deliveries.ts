import type { DeliveryChannel } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { ClaimedDelivery } from './delivery.ts';

export interface ClaimOptions {
  channel: DeliveryChannel;
  /** Deliveries at most. */
  max: number;
  /** Deliveries of one workspace in hand at most, over all notifiers. */
  maxPerWorkspace: number;
  leaseMs: number;
  /** Deliveries in hand here: theirs to settle, even when the lease could not be kept. */
  inHand: readonly string[];
}

/**
 * Claims due deliveries for this process. When it returns, the attempts are counted and committed, so that an attempt
 * that dies with its process is known to have been made.
 *
 * Workspaces take turns: each has its first due delivery before any has its second, whatever waits behind, and what a
 * workspace has in hand already counts. A lease that ran out without a result means that the process ended during the attempt:
 * that counts as a failure.
 */
export const claimDeliveries = (
  { sql }: Database,
  { channel, max, maxPerWorkspace, leaseMs, inHand }: ClaimOptions,
): Promise<ClaimedDelivery[]> => sql<ClaimedDelivery[]>`
  with recursive waiting as (
    -- The workspaces that have pending deliveries, found by skipping along the index.
    (select workspace_id from deliveries
     where status = 'pending' and channel = ${channel} order by workspace_id limit 1)
    union all
    select (select d.workspace_id from deliveries d
            where d.status = 'pending' and d.channel = ${channel} and d.workspace_id > waiting.workspace_id
            order by d.workspace_id limit 1)
    from waiting where waiting.workspace_id is not null
  ),
  due as (
    select candidate.id, candidate.next_attempt_at, busy.deliveries + candidate.place as turn
    from waiting
    cross join lateral (
      select count(*) as deliveries from deliveries d
      where d.leased_until > now() and d.channel = ${channel} and d.workspace_id = waiting.workspace_id
    ) busy
    cross join lateral (
      select first.id, first.next_attempt_at,
             row_number() over (order by first.next_attempt_at, first.id) as place
      from (
        select id, next_attempt_at from deliveries d
        where d.status = 'pending' and d.channel = ${channel} and d.workspace_id = waiting.workspace_id
          and d.next_attempt_at <= now() and (d.leased_until is null or d.leased_until <= now())
          and d.id <> all(${inHand as string[]})
        order by next_attempt_at, id limit ${max}
      ) first
    ) candidate
  )
  update deliveries
  set attempts = attempts + 1,
      failures = failures + (leased_until is not null)::integer,
      leased_until = now() + make_interval(secs => ${leaseMs / 1_000})
  where id in (
    select id from deliveries
    where id in (select id from due where turn <= ${maxPerWorkspace} order by turn, next_attempt_at limit ${max})
      and status = 'pending' and (leased_until is null or leased_until <= now())
    for update skip locked
  )
  returning id, workspace_id as "workspaceId", report_id as "reportId", channel, recipient, event, attempts, failures,
    message_id as "messageId", traceparent, extract(epoch from now() - created_at)::float8 as "ageSeconds",
    sent_at is not null as "wasSent"`;
