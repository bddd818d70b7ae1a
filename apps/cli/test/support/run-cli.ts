import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../src/context.ts';
import { run } from '../../src/run.ts';

const entryPoint = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command as a process of its own, with no setting but these. */
export const spawnCli = (args: readonly string[], environment: Readonly<Record<string, string>>) => {
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
    ended: once(child, 'close').then(([code]): Ended => ({ code: code as number | null, stdout, stderr })),
  };
};

/** Runs the command in this process, as `main.ts` does: many of them take no time. `onStderr` hears each text. */
export const runCli = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { signal = new AbortController().signal, onStderr }: { signal?: AbortSignal; onStderr?: () => void } = {},
): Promise<Ended> => {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    streams[name].write = (text: string | Uint8Array) => {
      texts[name] += Buffer.from(text as Uint8Array).toString('utf8');
      if (name === 'stderr') onStderr?.();
      return true;
    };
  }
  const code = await run(args, { environment, ...streams, signal } as unknown as Io);
  return { code, ...texts };
};
