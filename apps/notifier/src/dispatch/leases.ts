import type { DeliveryChannel } from '@reports/contracts';
import { type Logger, startLoop } from '@reports/service';
import type { Registry } from 'prom-client';
import { type ClaimedDelivery, idsOf } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/note-outcome.ts';

/** The claims in hand: kept alive together, and let go of one by one. */
export interface Leases {
  /** From now on it is in hand. The signal aborts with {@link claimLost} or {@link stopped}. */
  hold: (delivery: ClaimedDelivery) => AbortSignal;
  /** Its end is known and being written: it is kept, but not aborted any more. */
  settling: (delivery: ClaimedDelivery) => void;
  letGo: (delivery: ClaimedDelivery) => void;
  /** Identifiers of what is in hand. */
  held: () => string[];
  /** Aborts every attempt in hand with {@link stopped}. */
  abortAll: () => void;
  close: () => Promise<void>;
}

/** Another notifier has claimed the delivery: what this attempt brings is not ours to note. */
export const claimLost = new Error('Another notifier has taken the delivery over.');
/** The process stops before the attempt has ended. */
export const stopped = new Error('The notifier stopped during the attempt.');

interface Held {
  delivery: ClaimedDelivery;
  controller: AbortController;
  settling: boolean;
}

/**
 * Renews all claims in one statement, three times in the life of a lease. While the database is away nobody can take a
 * claim over, so attempts go on; they are aborted only when the database says that a claim is another's.
 */
export const createLeases = ({
  channel,
  ledger,
  leaseMs,
  log,
  metrics,
}: {
  channel: DeliveryChannel;
  ledger: Ledger;
  leaseMs: number;
  log: Logger;
  metrics: Registry | undefined;
}): Leases => {
  const inHand = new Map<string, Held>();

  const renew = async () => {
    const claims = [...inHand.values()];
    if (claims.length === 0) return;
    const kept = new Set(
      await ledger.renew(
        claims.map(({ delivery }) => delivery),
        leaseMs,
      ),
    );
    for (const held of claims) {
      const { delivery, controller } = held;
      // One that was settled or claimed again meanwhile is not what was asked about.
      if (kept.has(delivery.id) || held.settling || inHand.get(delivery.id) !== held) continue;
      log.warn({ ...idsOf(delivery), attempt: delivery.attempts }, 'a claim was lost');
      controller.abort(claimLost);
    }
  };

  const loop = startLoop({
    name: `${channel}_leases`,
    everyMs: leaseMs / 3,
    work: renew,
    log,
    ...(metrics && { metrics }),
  });

  return {
    hold: (delivery) => {
      const controller = new AbortController();
      inHand.set(delivery.id, { delivery, controller, settling: false });
      return controller.signal;
    },
    settling: ({ id }) => {
      const held = inHand.get(id);
      if (held) held.settling = true;
    },
    letGo: ({ id }) => {
      inHand.delete(id);
    },
    held: () => [...inHand.keys()],
    abortAll: () => {
      for (const { controller } of inHand.values()) controller.abort(stopped);
    },
    close: loop.stop,
  };
};
