import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

export interface BareProgram {
  pid: number;
  /** What it printed once it was ready. */
  said: string;
  stop: () => Promise<void>;
}

/** Starts a reference that is a process of its own, with the platform's settings: it prints a line when it is ready, and ends with its standard input. */
export const startBareProgram = async ({ platform }: Stage, file: string): Promise<BareProgram> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], {
    env: { ...process.env, ...platform.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    pid: child.pid ?? 0,
    said: line.toString().trim(),
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};
