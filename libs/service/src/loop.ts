import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { backoffMs } from './backoff.ts';
import type { Logger } from './logger.ts';
import { messageOf } from './service-error.ts';

export interface LoopOptions {
  /** In the log and in the metric's label `loop`, such as `outbox_relay`. */
  name: string;
  /** The pause after a round, unless it is cut short by {@link Loop.wake}. */
  everyMs: number;
  /** Rounds that are asked for by {@link Loop.wake} begin at least this far apart: under load each does what was asked for meanwhile. */
  gatherMs?: number;
  /** One round. Resolves to `more` when there is more to do: the next round then follows at once. The signal aborts when the loop stops. */
  work: (signal: AbortSignal) => Promise<'more' | void>;
  log: Logger;
  /** Given, it shows `reports_loop_last_success_timestamp_seconds{loop}` and `reports_loop_failed_rounds{loop}`. */
  metrics?: Registry;
}

export interface Loop {
  /** There may be something to do: a pause ends, or the one after the round in hand is left out. A pause after an error is kept. */
  wake: () => void;
  /** Throws while the last round has failed. */
  check: () => void;
  /** Begins no further round and waits for the one in hand. */
  stop: () => Promise<void>;
}

const firstPauseMs = 100;
/** The longest pause after an error is the loop's own, within these. */
const [shortestMaxPauseMs, longestMaxPauseMs] = [2_000, 60_000];

/** Works in rounds until stopped, the first one at once. A round that throws is logged and tried again after a pause that grows. */
export const startLoop = ({ name, everyMs, gatherMs = 0, work, log, metrics }: LoopOptions): Loop => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const lastSuccess = metrics && gaugeOf(metrics, lastSuccessGauge);
  const failedRounds = metrics && gaugeOf(metrics, failedRoundsGauge);
  failedRounds?.set({ loop: name }, 0);
  const maxPauseMs = Math.min(longestMaxPauseMs, Math.max(shortestMaxPauseMs, everyMs));
  let failure: unknown;
  let failures = 0;
  let waking = new AbortController();

  const pause = (ms: number, cutShort: AbortSignal) =>
    wait(ms, undefined, { signal: cutShort }).catch(() => undefined);

  const round = async (): Promise<void> => {
    const startedAt = performance.now();
    // What wakes the loop from here on may have come too late for this round.
    waking = new AbortController();
    try {
      const outcome = await work(signal);
      if (failures > 0) log.info({ loop: name }, 'the loop works again');
      failures = 0;
      lastSuccess?.set({ loop: name }, Date.now() / 1_000);
      failedRounds?.set({ loop: name }, 0);
      // Even without a pause others get their turn.
      if (outcome === 'more') await turn();
      else await pause(everyMs, AbortSignal.any([signal, waking.signal]));
      const tooSoonMs = waking.signal.aborted ? gatherMs - (performance.now() - startedAt) : 0;
      if (tooSoonMs > 0) await pause(tooSoonMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      failure = error;
      failedRounds?.set({ loop: name }, failures);
      if (failures % 20 === 1) {
        log.warn({ err: error, loop: name, attempt: failures }, 'a round of the loop failed: trying again');
      }
      await pause(backoffMs(failures, { firstMs: firstPauseMs, maxMs: maxPauseMs }), signal);
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) await round();
  };
  const running = run();

  return {
    wake: () => waking.abort(),
    check: () => {
      if (failures > 0) throw new Error(messageOf(failure));
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const lastSuccessGauge = {
  name: 'reports_loop_last_success_timestamp_seconds',
  help: 'When a background loop last finished a round, in seconds since 1970.',
};
const failedRoundsGauge = {
  name: 'reports_loop_failed_rounds',
  help: 'Rounds of a background loop that failed since the last one that did not.',
};

/** One gauge of a name for all loops of a process. */
const gaugeOf = (metrics: Registry, { name, help }: typeof lastSuccessGauge): Gauge<'loop'> =>
  (metrics.getSingleMetric(name) as Gauge<'loop'> | undefined) ??
  new Gauge({ name, help, labelNames: ['loop'], registers: [metrics] });

/** The gauges of loops, for a process that may not have begun one yet. */
export const showLoops = (metrics: Registry): void => {
  gaugeOf(metrics, lastSuccessGauge);
  gaugeOf(metrics, failedRoundsGauge);
};

/** So many items in a row that fail because an engine is away end a round; fewer may be the items' own. */
const maxAwayInARow = 3;

/**
 * Works on each item by itself: one that fails is handed to `onFailure` and the next one follows. Only when an engine seems
 * to be away, since three items in a row fail so, is the error thrown, which ends the round.
 *
 * @returns how many failed
 */
export const forEachAlone = async <Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<unknown>,
  {
    isAway,
    onFailure,
  }: {
    /** Whether an error says that an engine is away, so that other items would fail as well. */
    isAway: (error: unknown) => boolean;
    onFailure: (item: Item, error: unknown) => void;
  },
): Promise<number> => {
  let [failed, awayInARow] = [0, 0];
  for await (const item of items) {
    try {
      await work(item);
      awayInARow = 0;
    } catch (error) {
      failed += 1;
      awayInARow = isAway(error) ? awayInARow + 1 : 0;
      if (awayInARow === maxAwayInARow) throw error;
      onFailure(item, error);
    }
  }
  return failed;
};
