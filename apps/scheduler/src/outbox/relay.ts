import { type Database, outbox } from '@reports/database';
import { type Messaging, publishEvent } from '@reports/messaging';
import { backoffMs, type Logger, messageOf } from '@reports/service';
import { asc, inArray } from 'drizzle-orm';

export interface Relay {
  /** Throws while the outbox is not being relayed. */
  check: () => void;
  stop: () => Promise<void>;
}

const batchSize = 200;
/** A notification may be lost with its connection: the outbox is looked at this often anyway. */
const lookEveryMs = 1_000;

/**
 * Relays the outbox to the bus: publishes each event, waits until the bus has stored it, then deletes the row. Killed in
 * between, it publishes again, and the bus knows the event by its id. Several relays share the work by row locks.
 */
export const startRelay = ({
  database,
  messaging,
  log,
}: {
  /** As role reports_system. */
  database: Database;
  messaging: Messaging;
  log: Logger;
}): Relay => {
  const stopping = new AbortController();
  let failure: string | undefined;
  let wake: () => void = () => undefined;
  let woken = false;

  const rouse = () => {
    woken = true;
    wake();
  };

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      if (woken || stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const relayBatch = () =>
    database.orm.transaction(async (transaction) => {
      const rows = await transaction
        .select({ id: outbox.id, event: outbox.event })
        .from(outbox)
        .orderBy(asc(outbox.id))
        .limit(batchSize)
        .for('update', { skipLocked: true });
      if (rows.length === 0) return 0;
      await Promise.all(rows.map(({ event }) => publishEvent(messaging, event)));
      await transaction.delete(outbox).where(
        inArray(
          outbox.id,
          rows.map(({ id }) => id),
        ),
      );
      return rows.length;
    });

  const run = async () => {
    for (let attempt = 0; !stopping.signal.aborted;) {
      try {
        woken = false;
        const relayed = await relayBatch();
        if (failure) log.info('the outbox is relayed again');
        failure = undefined;
        attempt = 0;
        if (relayed < batchSize) await rest(lookEveryMs);
      } catch (error) {
        attempt += 1;
        failure = messageOf(error);
        if (attempt % 20 === 1) log.warn({ err: error, attempt }, 'the outbox waits: trying again');
        await rest(backoffMs(attempt, { firstMs: 100, maxMs: 2_000 }));
      }
    }
  };

  const listening = database.sql.listen('outbox', rouse, rouse);
  listening.catch((error: unknown) =>
    log.warn({ err: error }, 'not listening to the outbox: looking instead'),
  );
  const running = run();

  return {
    check: () => {
      if (failure) throw new Error(failure);
    },
    stop: async () => {
      stopping.abort();
      rouse();
      await running;
    },
  };
};
