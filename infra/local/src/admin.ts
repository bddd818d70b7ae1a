import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './layout.ts';

const run = promisify(execFile);

const entryPoint = join(root, 'apps/api/src/admin/main.ts');

/** Runs the admin command line for a person: its output and exit code are passed on. */
export const runAdmin = (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entryPoint, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });

/** Runs the admin command line for a program: gives the JSON that it prints. Throws with what it said on failure. */
export const callAdmin = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<unknown> => {
  const { stdout } = await run(process.execPath, [entryPoint, ...args], {
    env: { ...process.env, ...environment },
  });
  return JSON.parse(stdout);
};
