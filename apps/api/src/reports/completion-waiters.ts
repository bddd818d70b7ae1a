import { endSubjects } from '@reports/contracts';
import type { Messaging } from '@reports/messaging';
import type { Health } from '@reports/service';
import { Gauge } from 'prom-client';

/** Tells those who wait for a report the moment it leaves `generating`, whoever finished it and wherever. */
export interface CompletionWaiters {
  /** Starts to listen for one report: what happens from now on is heard. */
  listenFor: (reportId: string) => Listener;
  /** Wakes everybody, from now on at once: the first step of a shutdown. */
  release: () => void;
  readonly released: boolean;
}

export interface Listener {
  /** Resolves when the report has finished since, or after `ms`, or when the signal aborts. */
  heard: (ms: number, signal: AbortSignal) => Promise<void>;
  stop: () => void;
}

/** Hears the events of all reports, for the whole process. One that is lost with the bus costs its waiter some patience. */
export const createCompletionWaiters = ({
  messaging,
  health,
}: {
  messaging: Pick<Messaging, 'hear'>;
  health: Health;
}): CompletionWaiters => {
  const waiting = new Map<string, Set<() => void>>();
  const waited = new Gauge({
    name: 'reports_waited_for',
    help: 'Requests that are held until a report is done.',
    registers: [health.metrics],
  });
  let released = false;

  messaging.hear(endSubjects, (_, payload) => {
    if (waiting.size === 0) return;
    for (const wake of waiting.get(reportOf(payload) ?? '') ?? []) wake();
  });

  const listenFor = (reportId: string): Listener => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const wakers = waiting.get(reportId) ?? new Set();
    waiting.set(reportId, wakers.add(wake));
    return {
      heard: async (ms, signal) => {
        if (released || signal.aborted) return;
        const timer = setTimeout(wake, ms);
        signal.addEventListener('abort', wake);
        waited.inc();
        await promise;
        waited.dec();
        signal.removeEventListener('abort', wake);
        clearTimeout(timer);
      },
      stop: () => {
        wakers.delete(wake);
        if (wakers.size === 0 && waiting.get(reportId) === wakers) waiting.delete(reportId);
      },
    };
  };

  return {
    listenFor,
    get released() {
      return released;
    },
    release: () => {
      released = true;
      for (const wakers of waiting.values()) for (const wake of wakers) wake();
    },
  };
};

/** The report that an event is of; undefined when it is none of ours. It decides nothing: whoever is woken reads the row. */
const reportOf = (payload: Uint8Array): string | undefined => {
  try {
    const { subject } = JSON.parse(Buffer.from(payload).toString()) as { subject?: string };
    return subject;
  } catch {
    return undefined;
  }
};
