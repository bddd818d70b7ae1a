import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './layout.ts';

const run = promisify(execFile);

const runStep = async (
  program: string,
  environment: Readonly<Record<string, string>>,
  failure: string,
): Promise<void> => {
  try {
    await run(process.execPath, [join(root, program)], { env: { ...process.env, ...environment } });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`${failure}\n${output.trim()}`, { cause: error });
  }
};

/** Brings the schema up to date in a process of its own, as an operator would. Throws with what it printed. */
export const runMigrations = (environment: Readonly<Record<string, string>>): Promise<void> =>
  runStep('libs/database/src/migrate-main.ts', environment, 'The database could not be migrated.');

/** Makes the streams and consumers, as an operator would. */
export const prepareBus = (environment: Readonly<Record<string, string>>): Promise<void> =>
  runStep('libs/messaging/src/prepare-main.ts', environment, 'The streams could not be made.');

/** Makes the bucket and a user for each service, as an operator would. */
export const prepareStorage = (environment: Readonly<Record<string, string>>): Promise<void> =>
  runStep('libs/storage/src/prepare-main.ts', environment, 'The bucket and its users could not be made.');
