import type { Database } from '@reports/database';
import type { Health, Logger } from '@reports/service';
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

/** Listens on one connection for the whole process. A notification that is lost with it costs its waiter some patience. */
export const createCompletionWaiters = ({
  database,
  health,
  log,
}: {
  database: Database;
  health: Health;
  log: Logger;
}): CompletionWaiters => {
  const waiting = new Map<string, Set<() => void>>();
  const waited = new Gauge({
    name: 'reports_waited_for',
    help: 'Requests that are held until a report is done.',
    registers: [health.metrics],
  });
  let released = false;

  // The driver listens again by itself when its connection was lost.
  database.sql
    .listen('report_finished', (reportId) => {
      for (const wake of waiting.get(reportId) ?? []) wake();
    })
    .catch((error: unknown) => log.warn({ err: error }, 'not listening for finished reports yet'));

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
