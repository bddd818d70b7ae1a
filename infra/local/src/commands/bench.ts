import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../layout.ts';

/** `npm run bench`: a process of its own, which starts its own platform. */
export const bench = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'bench/src/main.ts'), ...args], { stdio: 'inherit' });
    // Ctrl-C reaches both; a signal sent to this one alone is passed on, and the child stops its platform first.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
