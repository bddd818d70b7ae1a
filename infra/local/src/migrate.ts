import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './layout.ts';

const run = promisify(execFile);

/** Brings the schema up to date in a process of its own, as an operator would. Throws with what it printed. */
export const runMigrations = async (environment: Readonly<Record<string, string>>): Promise<void> => {
  try {
    await run(process.execPath, [join(root, 'libs/database/src/migrate-main.ts')], {
      env: { ...process.env, ...environment },
    });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`The database could not be migrated.\n${output.trim()}`, { cause: error });
  }
};
