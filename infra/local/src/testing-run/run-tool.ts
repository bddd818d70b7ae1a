import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { signal } from '../supervision/process-table.ts';

export interface ToolOptions {
  environment?: Readonly<Record<string, string>>;
  /** Past this it is killed, with everything it started, and has failed. */
  timeoutMs?: number;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a tool of node_modules/.bin in the checkout, which prints for itself. Gives whether it went well; leaves nothing running. */
export const runTool = (
  tool: string,
  args: readonly string[],
  { environment = {}, timeoutMs = 10 * 60_000 }: ToolOptions = {},
): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', tool), args, {
      cwd: root,
      // A group of its own, to end all of it at once: what a test left running would run for ever.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', ...environment },
    });
    const endAll = (): void => {
      if (child.pid !== undefined) signal(-child.pid, 'SIGKILL');
    };
    const deadline = setTimeout(() => {
      process.stderr.write(`${tool} was killed: it took more than ${timeoutMs / 60_000} minutes\n`);
      endAll();
    }, timeoutMs);
    for (const name of signals) process.once(name, endAll);
    const finish = (ok: boolean): void => {
      clearTimeout(deadline);
      endAll();
      for (const name of signals) process.off(name, endAll);
      resolve(ok);
    };
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      finish(false);
    });
    child.once('exit', (code) => finish(code === 0));
  });
