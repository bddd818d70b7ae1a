import type { DeliveryChannel } from '@reports/contracts';
import { type Database, translateDatabaseError } from '@reports/database';
import {
  fateOf,
  inSpan,
  isWaitedFor,
  messageOf,
  retryForever,
  startLoop,
  type Logger,
  type Loop,
} from '@reports/service';
import type { Registry } from 'prom-client';
import { claimDeliveries } from '../ledger/claim-deliveries.ts';
import { type ClaimedDelivery, type Deliver, idsOf, type Outcome } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/note-outcome.ts';
import { claimLost, createLeases, stopped } from './leases.ts';
import type { Settled } from './settle.ts';

export interface LaneOptions {
  channel: DeliveryChannel;
  /** Attempts at once. */
  slots: number;
  /** Of those, one workspace's at most. */
  slotsPerWorkspace: number;
  leaseMs: number;
  /** A delivery with more failures has ended the process itself, again and again: it is refused untried. */
  maxFailures: number;
  /** A stop waits this long for attempts in hand before it aborts them. */
  drainMs: number;
}

/** A wake-up may be lost, and time makes deliveries due: the ledger is looked at this often anyway. */
const lookEveryMs = 1_000;

/** Attempts the due deliveries of one channel, so that slow webhooks do not hold up e-mail. */
export const startLane = (
  { channel, slots, slotsPerWorkspace, leaseMs, maxFailures, drainMs }: LaneOptions,
  {
    database,
    ledger,
    deliver,
    settle,
    onSettled,
    log,
    metrics,
  }: {
    /** As role reports_system. */
    database: Database;
    ledger: Ledger;
    deliver: Deliver;
    settle: (delivery: ClaimedDelivery, outcome: Outcome) => Promise<Settled>;
    onSettled: (delivery: ClaimedDelivery, settled: Settled, ageSeconds: number) => void;
    log: Logger;
    metrics: Registry | undefined;
  },
): Loop => {
  const settling = new AbortController();
  const leases = createLeases({ channel, ledger, leaseMs, log, metrics });
  const attempts = new Set<Promise<void>>();

  const tryOnce = async (delivery: ClaimedDelivery, signal: AbortSignal): Promise<Outcome> => {
    if (delivery.failures > maxFailures) {
      return { kind: 'refused', reason: 'The notifier ended during each of the last tries.' };
    }
    try {
      return await deliver(delivery, signal);
    } catch (thrown) {
      const error = translateDatabaseError(thrown);
      if (isWaitedFor(error)) return { kind: 'waits', error };
      const final = fateOf(error) === 'client';
      return { kind: final ? 'refused' : 'failed', reason: messageOf(error) };
    }
  };

  const attempt = (delivery: ClaimedDelivery): Promise<void> =>
    inSpan(
      `deliver ${channel}`,
      {
        parent: delivery.traceparent ?? undefined,
        attributes: {
          'reports.event': delivery.event,
          'reports.attempt': delivery.attempts,
          ...idsOf(delivery),
        },
      },
      () => attemptTraced(delivery),
    );

  const attemptTraced = async (delivery: ClaimedDelivery): Promise<void> => {
    const signal = leases.hold(delivery);
    const startedAt = performance.now();
    try {
      const outcome = await tryOnce(delivery, signal);
      if (signal.reason === claimLost && outcome.kind !== 'sent') return;
      leases.settling(delivery);
      await retryForever(
        async () => {
          if (signal.reason === stopped && ['failed', 'waits'].includes(outcome.kind))
            return ledger.release(delivery);
          const settled = await settle(delivery, outcome);
          onSettled(delivery, settled, delivery.ageSeconds + (performance.now() - startedAt) / 1_000);
        },
        {
          signal: settling.signal,
          onFailure: (error, tries) => {
            if (tries % 10 === 1) log.warn({ err: error, ...idsOf(delivery) }, 'a result waits to be noted');
          },
        },
      );
    } catch (error) {
      log.error(
        { err: error, ...idsOf(delivery) },
        'a result could not be noted: the delivery is tried again',
      );
    } finally {
      leases.letGo(delivery);
    }
  };

  const fill = async (): Promise<void> => {
    const free = slots - attempts.size;
    if (free === 0) return;
    const claimed = await claimDeliveries(database, {
      channel,
      max: free,
      maxPerWorkspace: slotsPerWorkspace,
      leaseMs,
      inHand: leases.held(),
    });
    for (const delivery of claimed) {
      const work = attempt(delivery).finally(() => {
        attempts.delete(work);
        loop.wake();
      });
      attempts.add(work);
    }
  };

  const loop = startLoop({
    name: `${channel}_dispatch`,
    everyMs: lookEveryMs,
    work: fill,
    log,
    ...(metrics && { metrics }),
  });

  return {
    wake: loop.wake,
    check: loop.check,
    stop: async () => {
      await loop.stop();
      const drained = Promise.all(attempts);
      const late = setTimeout(leases.abortAll, drainMs);
      const tooLate = setTimeout(() => settling.abort(), drainMs + 3_000);
      await drained;
      clearTimeout(late);
      clearTimeout(tooLate);
      await leases.close();
    },
  };
};
