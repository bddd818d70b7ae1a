import { wakeSubjects } from '@reports/contracts';
import { type Database, outbox } from '@reports/database';
import { type Messaging, publishSerialised } from '@reports/messaging';
import { type Health, inSpan, type Logger, type Loop, startLoop } from '@reports/service';
import { asc, inArray } from 'drizzle-orm';

const batchSize = 200;
/** Whoever leaves an event says so on the bus, and may end before it does: the outbox is looked at this often anyway. */
const lookEveryMs = 1_000;
/** Under load one round relays what came meanwhile. */
const gatherMs = 20;

/**
 * Relays the outbox to the bus: publishes each event, waits until the bus has stored it, then deletes the row. Killed in
 * between, it publishes again, and the bus knows the event by its id. It need not know the event:
 * a newer release may have promised it. Several relays share the work by row locks.
 */
export const startRelay = ({
  database,
  messaging,
  log,
  metrics,
}: {
  /** As role reports_system. */
  database: Database;
  messaging: Messaging;
  log: Logger;
  metrics?: Health['metrics'];
}): Loop => {
  const loop = startLoop({
    name: 'outbox_relay',
    everyMs: lookEveryMs,
    gatherMs,
    work: async () => ((await relayBatch(database, messaging)) === batchSize ? 'more' : undefined),
    log,
    ...(metrics && { metrics }),
  });
  messaging.hear([wakeSubjects.outbox], loop.wake);
  return loop;
};

const relayBatch = (database: Database, messaging: Messaging): Promise<number> =>
  database.orm.transaction(async (transaction) => {
    const rows = await transaction
      .select({ id: outbox.id, subject: outbox.subject, event: outbox.event })
      .from(outbox)
      .orderBy(asc(outbox.id))
      .limit(batchSize)
      .for('update', { skipLocked: true });
    if (rows.length === 0) return 0;
    await Promise.all(
      rows.map(({ subject, event }) =>
        inSpan(
          `publish ${event.type}`,
          { kind: 'producer', parent: event.traceparent, attributes: { 'messaging.system': 'nats' } },
          () => publishSerialised(messaging, { id: event.id, subject, payload: JSON.stringify(event) }),
        ),
      ),
    );
    await transaction.delete(outbox).where(
      inArray(
        outbox.id,
        rows.map(({ id }) => id),
      ),
    );
    return rows.length;
  });
