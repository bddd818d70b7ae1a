import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { signal } from '../supervision/process-table.ts';
import type { Say } from '../terminal.ts';

export interface ToolResult {
  ok: boolean;
  output: string;
}

export interface ToolOptions {
  environment?: Readonly<Record<string, string>>;
  /** Past this it is killed, with everything it started, and has failed. */
  timeoutMs?: number;
  /** Hears each line as it is printed. */
  onLine?: Say;
}

/** What tools print here is printed on, or not, later: only we know whether a person looks. */
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { FORCE_COLOR: '0', NO_COLOR: '1' };

const defaultTimeoutMs = 10 * 60_000;
const drainMs = 3_000;

/** Runs a tool of node_modules/.bin in the checkout, and gives what it printed. */
export const runTool = (
  tool: string,
  args: readonly string[],
  { environment = {}, timeoutMs = defaultTimeoutMs, onLine }: ToolOptions = {},
): Promise<ToolResult> =>
  new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', tool), args, {
      cwd: root,
      // A group of its own, to end all of it at once.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', ...colours, ...environment },
    });
    let output = '';
    let unfinished = '';
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString('utf8');
      output += text;
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);

    const endAll = (): void => {
      if (child.pid !== undefined) signal(-child.pid, 'SIGKILL');
    };
    let isFinished = false;
    const deadline = setTimeout(() => {
      output += `\n${tool} was killed: it took more than ${timeoutMs / 60_000} minutes\n`;
      endAll();
    }, timeoutMs);
    // Asked to stop meanwhile: so is what we wait for.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, endAll);

    const finish = (ok: boolean): void => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(deadline);
      // What a test left running in this group would run for ever.
      endAll();
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, endAll);
      resolve({ ok, output: output.trim() });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.once('close', (code) => {
      finish(code === 0);
    });
    // A process that it left behind may hold its pipes open: what it printed is here soon after its end, or never.
    child.once('exit', (code) => {
      setTimeout(() => {
        finish(code === 0);
      }, drainMs).unref();
    });
  });
