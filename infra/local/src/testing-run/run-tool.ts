import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../layout.ts';

export interface ToolResult {
  ok: boolean;
  output: string;
}

/** What tools print here is printed on, or not, later: only we know whether a person looks. */
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { FORCE_COLOR: '0', NO_COLOR: '1' };

/** Runs a tool of node_modules/.bin in the checkout, and gives what it printed. */
export const runTool = (
  tool: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ToolResult> =>
  new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', tool), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', ...colours, ...environment },
    });
    // Asked to stop meanwhile: so is what we wait for.
    for (const name of ['SIGTERM', 'SIGHUP'] as const) process.once(name, () => child.kill(name));
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      resolve({ ok: false, output: error.message });
    });
    child.once('close', (code) => {
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString('utf8').trim() });
    });
  });
