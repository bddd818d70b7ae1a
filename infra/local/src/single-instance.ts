import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Layout } from './layout.ts';
import { commandLine, isAlive, isOfPlatform, signal, waitUntilGone } from './supervision/process-table.ts';
import type { Say } from './terminal.ts';

const lockFile = ({ run }: Layout): string => join(run, 'platform.pid');

const pidIn = (file: string): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** The process that runs this platform, if one does. A file left by a killed one does not count. */
export const runningPlatform = (layout: Layout): number | undefined => {
  const pid = pidIn(lockFile(layout));
  if (pid === undefined || pid === process.pid || !isAlive(pid)) return undefined;
  return commandLine(pid)?.includes('infra/local') === true ? pid : undefined;
};

/** Thrown when the platform of this directory already runs. */
export class AlreadyRunning extends Error {
  constructor(pid: number, options?: ErrorOptions) {
    super(`The platform is already running (process ${pid}). Stop it with Ctrl-C in its terminal.`, options);
    this.name = 'AlreadyRunning';
  }
}

/** Claims the directory for this process; gives what releases it. Throws {@link AlreadyRunning}. */
export const claimPlatform = (layout: Layout): (() => void) => {
  const file = lockFile(layout);
  const running = runningPlatform(layout);
  if (running !== undefined) throw new AlreadyRunning(running);
  rmSync(file, { force: true });
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    throw new AlreadyRunning(pidIn(file) ?? 0, { cause: error });
  }
  return () => {
    rmSync(file, { force: true });
  };
};

/** Stops what a platform that was killed left running: only processes whose command line is of this checkout. */
export const stopLeftovers = async (layout: Layout, say: Say): Promise<void> => {
  for (const file of globSync(join(layout.run, '*.pid'))) {
    const name = basename(file, '.pid');
    if (name === 'platform') continue;
    const pid = pidIn(file);
    const command = pid === undefined ? undefined : commandLine(pid);
    const ours = command !== undefined && isOfPlatform(command, layout);
    if (pid !== undefined && ours && isAlive(pid)) {
      say(`Stopping ${name} (process ${pid}), left by a platform that was killed`);
      signal(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
      if (!(await waitUntilGone(pid, 15_000))) {
        signal(pid, 'SIGKILL');
        await waitUntilGone(pid, 5_000);
      }
    }
    rmSync(file, { force: true });
  }
};
