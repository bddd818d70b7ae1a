import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, messageOf } from '@reports/service';
import type { Database } from './connect.ts';

/** Where figures are read, and as of when they are. */
export interface Reading {
  from: 'primary' | 'replica';
  database: Database;
  /** The primary's time, UTC, to the second: all that was committed by then is there. Absent: as the snapshot says itself. */
  asOf?: string;
}

const pollMs = 20;
/** A replica that does not answer is not asked again for so long. */
const restMs = 10_000;

/**
 * Says where to read: on the replica once it has replayed what the primary had written by now, so that `asOf` is as true as on the
 * primary; on the primary when that takes longer than `maxWaitMs`, when the replica is away, or when it is no replica any more.
 * Throws `database_unavailable` when the primary is away.
 */
export const createReadings = ({
  primary,
  replica,
  maxWaitMs = 2_000,
  log,
}: {
  primary: Database;
  replica: Database;
  maxWaitMs?: number;
  log: Pick<Logger, 'warn'>;
}): (() => Promise<Reading>) => {
  let restingUntil = 0;

  const rest = (reason: string): undefined => {
    restingUntil = performance.now() + restMs;
    log.warn({ reason }, 'the read replica is not used for a while');
  };

  const whenCaughtUp = async (): Promise<Reading | undefined> => {
    const deadline = performance.now() + maxWaitMs;
    // Where a transaction is visible, its commit is written: the position covers all that is committed by `now()`.
    const [written] = await primary.call(
      () =>
        primary.sql<[{ position: string; as_of: string }]>`
          select pg_current_wal_insert_lsn()::text as position,
                 to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as as_of`,
    );
    try {
      do {
        const [replayed] = await replica.sql<
          [{ replaying: boolean; reached: boolean | null; bypasses: boolean }]
        >`
          select pg_is_in_recovery() as replaying, pg_last_wal_replay_lsn() >= ${written.position}::pg_lsn as reached,
                 (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as bypasses`;
        if (replayed.bypasses) return rest('its role bypasses row-level security: use reports_app');
        // It was promoted, or never was one: what it has may be another history.
        if (!replayed.replaying) return rest('it is not a replica');
        if (replayed.reached) return { from: 'replica', database: replica, asOf: written.as_of };
        await wait(pollMs);
      } while (performance.now() < deadline);
      return rest(`it is more than ${maxWaitMs} ms behind`);
    } catch (error) {
      return rest(messageOf(error));
    }
  };

  return async () => {
    const found = performance.now() < restingUntil ? undefined : await whenCaughtUp();
    return found ?? { from: 'primary', database: primary };
  };
};
