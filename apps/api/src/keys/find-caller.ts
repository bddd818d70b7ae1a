import { apiKeys, type Database, type WorkspaceLimits, workspaces } from '@reports/database';
import { sql } from 'drizzle-orm';
import { type ApiKey, isSecret } from './api-key.ts';
import type { FailedKeys } from './failed-keys.ts';

export type Scope = 'read_only' | 'read_write' | 'admin';

/** Who sends a request. */
export interface Caller {
  keyId: string;
  scope: Scope;
  workspaceId: string;
  workspaceName: string;
  /** In force: the workspace's own, or the platform's. */
  limits: WorkspaceLimits;
  /** Domains that its mail may go to; null: any. */
  allowedRecipientDomains: readonly string[] | null;
}

interface KnownKey {
  caller: Caller;
  secretHash: Buffer;
  /** Milliseconds since 1970; Infinity: never. */
  expiresAt: number;
}

/** A revoked key works for no longer than this. */
const cacheLifetimeMs = 1_000;
const maxCached = 10_000;

/** What became of a key: it has a caller; it is unknown, revoked, expired or has another secret; or too many before it were. */
export type Found = Caller | 'unknown' | 'limited';

/** Finds the caller of a key that came from an address. At once when the key is remembered. */
export type FindCaller = (key: ApiKey, address: string) => Found | Promise<Found>;

interface Remembered {
  lookup: Promise<KnownKey | undefined>;
  /** What the lookup found; undefined also while it runs. */
  known: KnownKey | undefined;
  until: number;
}

/**
 * Keys are remembered for a second, unknown ones too, so a busy key costs a query a second and a revocation acts within
 * one. Requests that come together share a query. An address that has sent too many wrong keys costs none at all, but a key that
 * has been right stays welcome from there: others may stand behind the same address.
 */
export const createFindCaller = (
  database: Database,
  { failedKeys, limits }: { failedKeys: FailedKeys; limits: WorkspaceLimits },
): FindCaller => {
  const cache = new Map<string, Remembered>();
  const rightBefore = new Set<string>();

  const lookUp = (id: string, now: number): Remembered => {
    if (cache.size >= maxCached) cache.clear();
    const lookup = readKey(database, id, limits);
    const remembered: Remembered = { lookup, known: undefined, until: now + cacheLifetimeMs };
    cache.set(id, remembered);
    lookup.then(
      (known) => {
        remembered.known = known;
        if (!known) rightBefore.delete(id);
      },
      () => cache.delete(id),
    );
    return remembered;
  };

  const judge = (known: KnownKey | undefined, { id, secret }: ApiKey, now: number): Found => {
    const caller = admit(known, secret, now);
    if (!caller) return 'unknown';
    if (!rightBefore.has(id)) {
      if (rightBefore.size >= maxCached) rightBefore.clear();
      rightBefore.add(id);
    }
    return caller;
  };

  return (key, address) => {
    const now = Date.now();
    const cached = cache.get(key.id);
    const isNew = !(cached && cached.until > now);
    // A key that nobody knows here yet counts as wrong until it has been looked up.
    const isCounted = isNew && !rightBefore.has(key.id);
    if (isCounted && !failedKeys.take(address)) return 'limited';
    const conclude = (known: KnownKey | undefined): Found => {
      const found = judge(known, key, now);
      if (found !== 'unknown' && isCounted) failedKeys.giveBack(address);
      return found === 'unknown' && !isCounted && !failedKeys.take(address) ? 'limited' : found;
    };
    const { known, lookup } = isNew ? lookUp(key.id, now) : cached;
    return known
      ? conclude(known)
      : lookup.then(conclude, (error: unknown) => {
          if (isCounted) failedKeys.giveBack(address);
          throw error;
        });
  };
};

const admit = (known: KnownKey | undefined, secret: string, now: number): Caller | undefined =>
  known && isSecret(secret, known.secretHash) && known.expiresAt > now ? known.caller : undefined;

const readKey = (
  { orm, call }: Database,
  id: string,
  limits: WorkspaceLimits,
): Promise<KnownKey | undefined> =>
  call(async () => {
    // Its workspace is not known yet, and so the table shows nothing: the function gives the key of an id.
    const [row] = await orm
      .select({
        scope: sql<Scope>`found.scope`,
        secretHash: sql<Buffer>`found.secret_hash`.mapWith(apiKeys.secretHash),
        expiresAt: sql<Date | null>`found.expires_at`.mapWith(apiKeys.expiresAt),
        workspace: workspaces,
      })
      .from(workspaces)
      .innerJoin(sql`find_api_key(${id}) as found`, sql`found.workspace_id = ${workspaces.id}`)
      .where(sql`found.revoked_at is null`);
    if (!row) return undefined;
    return {
      caller: {
        keyId: id,
        scope: row.scope,
        workspaceId: row.workspace.id,
        workspaceName: row.workspace.name,
        limits: {
          ...limits,
          ...row.workspace.limits,
          ...(row.workspace.rateLimitPerMinute !== null && {
            requestsPerMinute: row.workspace.rateLimitPerMinute,
          }),
        },
        allowedRecipientDomains: row.workspace.allowedRecipientDomains,
      },
      secretHash: row.secretHash,
      expiresAt: row.expiresAt?.getTime() ?? Infinity,
    };
  });
