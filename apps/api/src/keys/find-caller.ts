import { apiKeys, type Database, workspaces } from '@reports/database';
import { eq } from 'drizzle-orm';
import { type ApiKey, isSecret } from './api-key.ts';

export type Scope = 'read_only' | 'read_write' | 'admin';

/** Who sends a request. */
export interface Caller {
  keyId: string;
  scope: Scope;
  workspaceId: string;
  workspaceName: string;
  /** Requests a minute; null: the platform's setting. */
  rateLimitPerMinute: number | null;
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

/** Finds the caller of a key; undefined when the key is unknown, revoked, expired or has another secret. At once when it is remembered. */
export type FindCaller = (key: ApiKey) => Caller | undefined | Promise<Caller | undefined>;

interface Remembered {
  lookup: Promise<KnownKey | undefined>;
  /** What the lookup found; undefined also while it runs. */
  known: KnownKey | undefined;
  until: number;
}

/**
 * Keys are remembered for a second, unknown ones too, so a busy key costs a query a second and a revocation acts within
 * one. Requests that come together share a query.
 */
export const createFindCaller = (database: Database): FindCaller => {
  const cache = new Map<string, Remembered>();

  const lookUp = (id: string, now: number): Remembered => {
    const cached = cache.get(id);
    if (cached && cached.until > now) return cached;
    if (cache.size >= maxCached) cache.clear();
    const lookup = readKey(database, id);
    const remembered: Remembered = { lookup, known: undefined, until: now + cacheLifetimeMs };
    cache.set(id, remembered);
    lookup.then(
      (known) => {
        remembered.known = known;
      },
      () => cache.delete(id),
    );
    return remembered;
  };

  return ({ id, secret }) => {
    const now = Date.now();
    const { known, lookup } = lookUp(id, now);
    return known ? admit(known, secret, now) : lookup.then((found) => admit(found, secret, now));
  };
};

const admit = (known: KnownKey | undefined, secret: string, now: number): Caller | undefined =>
  known && isSecret(secret, known.secretHash) && known.expiresAt > now ? known.caller : undefined;

const readKey = ({ orm, call }: Database, id: string): Promise<KnownKey | undefined> =>
  call(async () => {
    const [row] = await orm
      .select({ key: apiKeys, workspace: workspaces })
      .from(apiKeys)
      .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
      .where(eq(apiKeys.id, id));
    if (!row || row.key.revokedAt !== null) return undefined;
    return {
      caller: {
        keyId: row.key.id,
        scope: row.key.scope,
        workspaceId: row.workspace.id,
        workspaceName: row.workspace.name,
        rateLimitPerMinute: row.workspace.rateLimitPerMinute,
      },
      secretHash: row.key.secretHash,
      expiresAt: row.key.expiresAt?.getTime() ?? Infinity,
    };
  });
