import { spawn } from 'node:child_process';
import { closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Layout } from '../layout.ts';
import { lastLines, logPath, openLog } from './log-file.ts';
import { signal } from './process-table.ts';
import type { Program } from './program.ts';

const probeEveryMs = 50;

/** One life of a program. */
export interface Running {
  /** Undefined when it could not be started at all. */
  pid: number | undefined;
  /** Resolves with the reason when it ends; never rejects. */
  exited: Promise<string>;
}

const environmentOf = ({ environment, withoutInherited = [] }: Program): NodeJS.ProcessEnv => {
  const inherited = { ...process.env };
  for (const name of withoutInherited) delete inherited[name];
  return { ...inherited, ...environment };
};

/** Starts a program with its output in its log and its id in its pid file. */
export const launch = async (program: Program, layout: Layout): Promise<Running> => {
  await program.prepare?.();
  const log = openLog(layout.logs, program.name);
  const child = spawn(program.command, program.args, {
    // A group of its own: Ctrl-C at the terminal reaches the platform alone, which then stops all in order.
    detached: true,
    stdio: ['ignore', log, log],
    env: environmentOf(program),
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
  return { pid: child.pid, exited };
};

/** Waits until the program's probe answers. Throws with the end of its log when it ends or takes too long. */
export const untilUp = async (program: Program, { exited }: Running, layout: Layout): Promise<void> => {
  const deadline = Date.now() + program.startTimeoutMs;
  let ended: string | undefined;
  void exited.then((reason) => {
    ended = reason;
  });
  const failure = (what: string, cause: unknown): Error => {
    const log = logPath(layout.logs, program.name);
    return new Error(`${program.name} ${what}. The end of ${log}:\n${lastLines(log, 15)}`, { cause });
  };
  for (;;) {
    try {
      await program.probe();
      // Somebody else may answer on its port while it could not even listen.
      if (ended === undefined) return;
    } catch (error) {
      if (ended === undefined && Date.now() > deadline) {
        throw failure(`was not up after ${program.startTimeoutMs / 1000} s`, error);
      }
    }
    if (ended !== undefined) throw failure(`stopped while starting (${ended})`, undefined);
    await delay(probeEveryMs);
  }
};

/** Ends one life: asks first, and kills the whole group when its time is up. */
export const end = async (program: Program, { pid, exited }: Running): Promise<void> => {
  if (pid === undefined) return;
  signal(pid, program.stopSignal);
  const inTime = await Promise.race([
    exited.then(() => true),
    delay(program.stopTimeoutMs, false, { ref: false }),
  ]);
  // A stuck service must not leave its browser behind.
  if (!inTime) signal(-pid, 'SIGKILL');
  await exited;
};
