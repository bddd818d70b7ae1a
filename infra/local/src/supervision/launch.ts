import { spawn } from 'node:child_process';
import { closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, type Layout } from '../layout.ts';
import { lastLines, logPath, openLog } from './log-file.ts';
import { isOfPlatform, signal } from './process-table.ts';
import type { Program } from './program.ts';

const probeEveryMs = 50;

/** One life of a program. */
export interface Running {
  /** Undefined when it could not be started at all. */
  pid: number | undefined;
  /** Resolves with the reason when it ends; never rejects. */
  exited: Promise<string>;
  /** The same, as far as it is known now; undefined while it lives. */
  reason: () => string | undefined;
}

const environmentOf = ({ environment, inherits }: Program): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(([name]) => inherits?.includes(name) ?? true);
  return { ...Object.fromEntries(inherited), ...environment };
};

const answersAlready = ({ probe }: Program): Promise<boolean> =>
  probe().then(
    () => true,
    () => false,
  );

/**
 * Starts a program with its output in its log and its id in its pid file. Throws when something else answers in its
 * place already, which would be taken for it, or when its command line does not tell whose it is: whoever cleans up after a platform
 * that was killed would leave it running.
 */
export const launch = async (program: Program, layout: Layout): Promise<Running> => {
  if (!isOfPlatform([program.command, ...program.args].join(' '), layout)) {
    throw new Error(`The command line of ${program.name} names neither ${layout.directory} nor ${root}`);
  }
  if (await answersAlready(program)) {
    throw new Error(`${program.name} cannot start: another process answers on its port`);
  }
  const log = openLog(layout.logs, program.name);
  const child = spawn(program.command, program.args, {
    // A group of its own: Ctrl-C at the terminal reaches the platform alone, which then stops all in order.
    detached: true,
    stdio: ['ignore', log, log],
    env: environmentOf(program),
    cwd: layout.directory,
  });
  closeSync(log);
  let reason: string | undefined;
  const exited = new Promise<string>((resolve) => {
    const over = (why: string): void => {
      reason ??= why;
      resolve(why);
    };
    child.once('error', (error) => {
      over(error.message);
    });
    child.once('exit', (code, name) => {
      over(name === null ? `exit code ${code}` : `signal ${name}`);
    });
  });
  if (child.pid !== undefined) writeFileSync(join(layout.run, `${program.name}.pid`), `${child.pid}\n`);
  return { pid: child.pid, exited, reason: () => reason };
};

/** Waits until the program's probe answers. Throws with the end of its log when it ends or takes too long. */
export const untilUp = async (program: Program, { reason }: Running, layout: Layout): Promise<void> => {
  const deadline = Date.now() + program.startTimeoutMs;
  const failure = (what: string, cause: unknown): Error => {
    const log = logPath(layout.logs, program.name);
    return new Error(`${program.name} ${what}. The end of ${log}:\n${lastLines(log, 15)}`, { cause });
  };
  for (;;) {
    try {
      await program.probe();
      return;
    } catch (error) {
      if (reason() === undefined && Date.now() > deadline) {
        throw failure(`was not up after ${program.startTimeoutMs / 1000} s`, error);
      }
    }
    const ended = reason();
    if (ended !== undefined) throw failure(`stopped while starting (${ended})`, undefined);
    await delay(probeEveryMs);
  }
};

/** Ends one life: asks first, and kills the whole group when its time is up. */
export const end = async (program: Program, { pid, exited, reason }: Running): Promise<void> => {
  // The id of a process that is over may be another's by now.
  if (pid === undefined || reason() !== undefined) return;
  signal(pid, program.stopSignal);
  const inTime = await Promise.race([
    exited.then(() => true),
    delay(program.stopTimeoutMs, false, { ref: false }),
  ]);
  // A stuck service must not leave its browser behind.
  if (!inTime) signal(-pid, 'SIGKILL');
  await exited;
};
