import type { LeaseRequests } from './lease-requests.ts';

export interface Verdict {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds since 1970. */
  resetAt: number;
  /** Seconds until the next minute, at least 1. */
  retryAfter: number;
}

/** Counts a request. Answers at once while there is a lease. */
export type TakeRequest = (workspaceId: string, limit: number) => Verdict | Promise<Verdict>;

interface Lease {
  limit: number;
  /** Requests that this process may still let through. */
  left: number;
  unleased: number;
  resetAt: number;
  /** By this process's own clock, milliseconds since 1970. */
  endsAt: number;
}

const maxAtOnce = 100;
/** A lease is this part of what the minute has left: it shrinks to single requests as the limit comes near. */
const leaseDivisor = 10;

/**
 * Counts a workspace's requests by minute, for all replicas together. Each leases blocks of requests from the
 * database, so most requests cost no query; what a replica has leased and not used is lost to the others until the
 * minute ends, and the limit is never exceeded.
 */
export const createRateLimiter = (lease: LeaseRequests, now: () => number = Date.now): TakeRequest => {
  const leases = new Map<string, Lease>();
  const renewals = new Map<string, Promise<void>>();

  const current = (workspaceId: string, limit: number): Lease | undefined => {
    const held = leases.get(workspaceId);
    return held && held.limit === limit && held.endsAt > now() ? held : undefined;
  };

  const renew = async (workspaceId: string, limit: number): Promise<void> => {
    const unleased = current(workspaceId, limit)?.unleased ?? limit;
    const wanted = Math.max(1, Math.min(maxAtOnce, Math.floor(unleased / leaseDivisor)));
    const leased = await lease(workspaceId, limit, wanted);
    leases.set(workspaceId, {
      limit,
      left: leased.granted,
      unleased: leased.unleased,
      resetAt: leased.resetAt,
      endsAt: now() + leased.endsInMs,
    });
  };

  const renewOnce = (workspaceId: string, limit: number): Promise<void> => {
    const running = renewals.get(workspaceId);
    if (running) return running;
    const renewal = renew(workspaceId, limit).finally(() => renewals.delete(workspaceId));
    renewals.set(workspaceId, renewal);
    return renewal;
  };

  const take: TakeRequest = (workspaceId, limit) => {
    const held = current(workspaceId, limit);
    if (!held || (held.left === 0 && held.unleased > 0)) {
      return renewOnce(workspaceId, limit).then(() => take(workspaceId, limit));
    }
    const allowed = held.left > 0;
    if (allowed) held.left -= 1;
    return {
      allowed,
      limit,
      remaining: held.left + held.unleased,
      resetAt: held.resetAt,
      retryAfter: Math.max(1, Math.ceil((held.endsAt - now()) / 1_000)),
    };
  };
  return take;
};
