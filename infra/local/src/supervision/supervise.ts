import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Layout } from '../layout.ts';
import type { Say } from '../terminal.ts';
import { end, launch, untilUp, type Running } from './launch.ts';
import { signal } from './process-table.ts';
import type { Program } from './program.ts';

/** A program that is kept up until `stop`. */
export interface Supervised {
  name: string;
  /** Its process now. Throws while it has none. */
  pid: () => number;
  /** Ends it in order; it stays down until `start`. */
  stop: () => Promise<void>;
  /** Starts it after `stop`; throws when it does not come up. */
  start: () => Promise<void>;
}

/** How often a start that ends by itself is tried before it counts as failed. */
const startAttempts = 3;
const firstPauseMs = 200;
const longestPauseMs = 10_000;
/** A program that stayed up this long starts again without a growing pause. */
const settledAfterMs = 30_000;

interface Watch {
  running: () => Running;
  /** Ends the program and the watch. */
  close: () => Promise<void>;
}

/** Watches over a running program, and starts it again whenever it ends by itself, until `close`. */
const watch = (program: Program, layout: Layout, say: Say, first: Running): Watch => {
  const closing = new AbortController();
  let running = first;

  const startAgain = async (): Promise<void> => {
    running = await launch(program, layout);
    // Closed meanwhile: `close` has ended the life before this one.
    if (closing.signal.aborted) {
      await end(program, running);
      return;
    }
    await untilUp(program, running, layout);
    say(`${program.name} is up again`);
  };

  const keepUp = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    let startedAt = Date.now();
    for (;;) {
      const reason = await running.exited;
      if (closing.signal.aborted) return;
      // What it left behind (a browser, a worker) would hold its ports and files.
      if (running.pid !== undefined) signal(-running.pid, 'SIGKILL');
      if (Date.now() - startedAt > settledAfterMs) pauseMs = firstPauseMs;
      say(`${program.name} stopped (${reason}); starting it again`);
      await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
      if (closing.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      startedAt = Date.now();
      try {
        await startAgain();
      } catch (error) {
        if (!closing.signal.aborted) say(error instanceof Error ? error.message : String(error));
        await end(program, running);
      }
    }
  };
  const kept = keepUp();

  return {
    running: () => running,
    close: async () => {
      closing.abort();
      await end(program, running);
      await kept;
    },
  };
};

/**
 * Starts a program and waits until its probe answers. One that ends by itself before is given another try: another process may have
 * taken a port that it chose for itself. Throws, with the end of its log, when none of the tries succeeds.
 */
const firstLife = async (program: Program, layout: Layout, say: Say): Promise<Running> => {
  for (let attempt = 1; ; attempt += 1) {
    const running = await launch(program, layout);
    try {
      await untilUp(program, running, layout);
      return running;
    } catch (error) {
      const reason = running.reason();
      await end(program, running);
      if (reason === undefined || attempt === startAttempts) throw error;
      say(`${program.name} stopped while starting (${reason}); starting it again`);
      await delay(firstPauseMs);
    }
  }
};

/**
 * Starts a program, waits until its probe answers, and from then on starts it again whenever it ends by itself,
 * with a pause that doubles from 0.2 to 10 seconds while it keeps ending.
 * Throws, with the end of its log, when it does not come up at first.
 */
export const supervise = async (program: Program, layout: Layout, say: Say): Promise<Supervised> => {
  let watching: Watch | undefined;

  const start = async (): Promise<void> => {
    if (watching !== undefined) return;
    const running = await firstLife(program, layout, say);
    watching = watch(program, layout, say, running);
  };

  await start();
  return {
    name: program.name,
    pid: () => {
      const pid = watching?.running().pid;
      if (pid === undefined) throw new Error(`${program.name} is not running`);
      return pid;
    },
    start,
    stop: async () => {
      const stopping = watching;
      watching = undefined;
      await stopping?.close();
      rmSync(join(layout.run, `${program.name}.pid`), { force: true });
    },
  };
};
