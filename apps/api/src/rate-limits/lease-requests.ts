import type { Database } from '@reports/database';
import { sql } from 'drizzle-orm';

/** What a minute still holds after a part of it was leased. */
export interface Leased {
  granted: number;
  /** Requests that nobody has leased yet. */
  unleased: number;
  /** When the minute ends, seconds since 1970 by the database's clock. */
  resetAt: number;
  /** Milliseconds until then. */
  endsInMs: number;
}

export type LeaseRequests = (workspaceId: string, limit: number, wanted: number) => Promise<Leased>;

/**
 * Takes up to `wanted` requests from the workspace's current minute, never past `limit`. The database's clock says which
 * minute it is, so that all replicas agree.
 */
export const createLeaseRequests =
  ({ withWorkspace }: Database): LeaseRequests =>
  (workspaceId, limit, wanted) =>
    withWorkspace(workspaceId, async (transaction) => {
      const [row] = await transaction.execute<{
        granted: number;
        unleased: number;
        reset_at: number;
        ends_in_ms: number;
      }>(sql`
        insert into rate_limit_windows as w (workspace_id, window_start, used)
        values (${workspaceId}, date_trunc('minute', now()), least(${wanted}::int, ${limit}::int))
        on conflict (workspace_id) do update set
          window_start = greatest(w.window_start, excluded.window_start),
          used = case when w.window_start >= excluded.window_start
            then greatest(w.used, least(w.used + ${wanted}::int, ${limit}::int))
            else excluded.used end
        returning
          new.used - case when old.window_start = new.window_start then old.used else 0 end as granted,
          greatest(${limit}::int - new.used, 0) as unleased,
          extract(epoch from new.window_start + interval '1 minute')::int as reset_at,
          (extract(epoch from new.window_start + interval '1 minute' - now()) * 1000)::int as ends_in_ms`);
      if (!row) throw new Error('No requests were leased, and none were refused');
      return {
        granted: row.granted,
        unleased: row.unleased,
        resetAt: row.reset_at,
        endsInMs: row.ends_in_ms,
      };
    });
