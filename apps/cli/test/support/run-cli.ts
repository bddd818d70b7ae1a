import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entryPoint = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Runs the command as a process of its own, with no setting but these. */
export const runCli = (args: readonly string[], environment: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, [entryPoint, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return {
    stderr: () => stderr,
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })),
  };
};
