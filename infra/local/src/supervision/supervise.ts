import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Layout } from '../layout.ts';
import type { Say } from '../terminal.ts';
import { lastLines, logPath, openLog } from './log-file.ts';
import { signal } from './process-table.ts';
import type { Program } from './program.ts';

/** A program that is kept up until `stop`. */
export interface Supervised {
  name: string;
  stop: () => Promise<void>;
}

const firstPauseMs = 200;
const longestPauseMs = 10_000;
/** A program that stayed up this long starts again without a growing pause. */
const settledAfterMs = 30_000;
const probeEveryMs = 50;

interface Running {
  child: ChildProcess;
  exited: Promise<string>;
}

const launch = async (program: Program, layout: Layout): Promise<Running> => {
  await program.prepare?.();
  const log = openLog(layout.logs, program.name);
  const child = spawn(program.command, program.args, {
    // A group of its own: Ctrl-C at the terminal reaches the platform alone, which then stops all in order.
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...program.environment },
    cwd: layout.directory,
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, name) => {
      resolve(name === null ? `exit code ${code}` : `signal ${name}`);
    });
  });
  if (child.pid !== undefined) writeFileSync(join(layout.run, `${program.name}.pid`), `${child.pid}\n`);
  return { child, exited };
};

const becomeReady = async (program: Program, { exited }: Running, layout: Layout): Promise<void> => {
  const deadline = Date.now() + program.startTimeoutMs;
  let ended: string | undefined;
  void exited.then((reason) => {
    ended = reason;
  });
  const failure = (what: string, cause?: unknown): Error => {
    const log = logPath(layout.logs, program.name);
    return new Error(`${program.name} ${what}. The end of ${log}:\n${lastLines(log, 15)}`, { cause });
  };
  for (;;) {
    try {
      await program.probe();
      return;
    } catch (error) {
      if (ended !== undefined) throw failure(`stopped while starting (${ended})`, error);
      if (Date.now() > deadline)
        throw failure(`was not ready after ${program.startTimeoutMs / 1000} s`, error);
    }
    await delay(probeEveryMs);
  }
};

const end = async (program: Program, { child, exited }: Running): Promise<void> => {
  if (child.pid === undefined) return;
  signal(child.pid, program.stopSignal);
  const inTime = await Promise.race([
    exited.then(() => true),
    delay(program.stopTimeoutMs, false, { ref: false }),
  ]);
  if (inTime) return;
  // The whole group: a stuck service must not leave its browser behind.
  signal(-child.pid, 'SIGKILL');
  await exited;
};

/**
 * Starts a program, waits until its probe answers, and from then on starts it again whenever it ends by itself,
 * with a pause that doubles from 0.2 to 10 seconds while it keeps ending.
 * Throws, with the end of its log, when the first start fails.
 */
export const supervise = async (program: Program, layout: Layout, say: Say): Promise<Supervised> => {
  let stopping = false;
  const stopRequest = new AbortController();
  let running = await launch(program, layout);

  try {
    await becomeReady(program, running, layout);
  } catch (error) {
    await end(program, running);
    throw error;
  }

  const keepUp = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    let startedAt = Date.now();
    for (;;) {
      const reason = await running.exited;
      if (stopping) return;
      // What it left behind (a browser, a worker) would hold its ports and files.
      if (running.child.pid !== undefined) signal(-running.child.pid, 'SIGKILL');
      if (Date.now() - startedAt > settledAfterMs) pauseMs = firstPauseMs;
      say(`${program.name} stopped (${reason}); starting it again`);
      try {
        await delay(pauseMs, undefined, { signal: stopRequest.signal });
      } catch {
        return;
      }
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      startedAt = Date.now();
      running = await launch(program, layout);
      if (stopping) {
        await end(program, running);
        return;
      }
      try {
        await becomeReady(program, running, layout);
        say(`${program.name} is up again`);
      } catch (error) {
        if (!stopping) say(error instanceof Error ? error.message : String(error));
        await end(program, running);
      }
    }
  };
  const kept = keepUp();

  return {
    name: program.name,
    stop: async () => {
      if (stopping) return;
      stopping = true;
      stopRequest.abort();
      await end(program, running);
      await kept;
      rmSync(join(layout.run, `${program.name}.pid`), { force: true });
    },
  };
};
