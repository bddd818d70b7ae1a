import type { DeliveryChannel } from '@reports/contracts';
import type { Database } from '@reports/database';
import { backoffMs, messageOf, retryForever, ServiceError, type Logger } from '@reports/service';
import { claimDeliveries } from '../ledger/claim-deliveries.ts';
import type { ClaimedDelivery, Deliver, Outcome } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/note-outcome.ts';
import { claimLost, createLeases, stopped } from './leases.ts';
import type { Settled } from './settle.ts';
import { createWaker } from './waker.ts';

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

export interface Lane {
  /** There may be something due. */
  rouse: () => void;
  /** Throws while deliveries cannot be claimed. */
  check: () => void;
  stop: () => Promise<void>;
}

/** A notification may be lost with its connection, and time makes deliveries due: the ledger is looked at this often anyway. */
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
  }: {
    /** As role reports_system. */
    database: Database;
    ledger: Ledger;
    deliver: Deliver;
    settle: (delivery: ClaimedDelivery, outcome: Outcome) => Promise<Settled>;
    onSettled: (delivery: ClaimedDelivery, settled: Settled) => void;
    log: Logger;
  },
): Lane => {
  const stopping = new AbortController();
  const settling = new AbortController();
  const leases = createLeases({ ledger, leaseMs, log });
  const attempts = new Set<Promise<void>>();
  let failure: string | undefined;
  const { rouse, forget, rest } = createWaker();

  const tryOnce = async (delivery: ClaimedDelivery, signal: AbortSignal): Promise<Outcome> => {
    if (delivery.failures > maxFailures) {
      return { kind: 'refused', reason: 'The notifier ended during each of the last tries.' };
    }
    try {
      return await deliver(delivery, signal);
    } catch (error) {
      const final = error instanceof ServiceError && !error.retryable;
      return { kind: final ? 'refused' : 'failed', reason: messageOf(error) };
    }
  };

  const attempt = async (delivery: ClaimedDelivery): Promise<void> => {
    const signal = leases.hold(delivery);
    try {
      const outcome = await tryOnce(delivery, signal);
      if (signal.reason === claimLost && outcome.kind !== 'sent') return;
      leases.settling(delivery);
      await retryForever(
        async () => {
          if (signal.reason === stopped && outcome.kind === 'failed') return ledger.release(delivery);
          onSettled(delivery, await settle(delivery, outcome));
        },
        {
          signal: settling.signal,
          onFailure: (error, tries) => {
            if (tries % 10 === 1)
              log.warn({ err: error, delivery: delivery.id }, 'a result waits to be noted');
          },
        },
      );
    } catch (error) {
      log.error(
        { err: error, delivery: delivery.id },
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
        rouse();
      });
      attempts.add(work);
    }
  };

  const run = async () => {
    for (let tries = 0; !stopping.signal.aborted;) {
      forget();
      try {
        await fill();
        if (failure) log.info({ channel }, 'deliveries are claimed again');
        failure = undefined;
        tries = 0;
        await rest(lookEveryMs);
      } catch (error) {
        tries += 1;
        failure = messageOf(error);
        if (tries % 20 === 1) log.warn({ err: error, channel }, 'deliveries wait: trying again');
        await rest(backoffMs(tries, { firstMs: 100, maxMs: 2_000 }));
      }
    }
  };
  const running = run();

  return {
    rouse,
    check: () => {
      if (failure) throw new Error(failure);
    },
    stop: async () => {
      stopping.abort();
      rouse();
      await running;
      const drained = Promise.all(attempts);
      const late = setTimeout(leases.abortAll, drainMs);
      const tooLate = setTimeout(() => settling.abort(), drainMs + 3_000);
      await drained;
      clearTimeout(late);
      clearTimeout(tooLate);
      leases.close();
    },
  };
};
