import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '@reports/local-platform/testing';
import { run } from './run.ts';

/** The programs of a virtual environment with these packages, made once for the user, as the engines are. Needs Python's module venv. */
export const pythonPrograms = async (name: string, packages: readonly string[]): Promise<string> => {
  const directory = join(cacheDirectory(), 'python', name);
  const stamp = join(directory, 'packages');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== packages.join(' ')) {
    await run('python3', ['-m', 'venv', '--clear', directory]);
    await run(join(directory, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
    writeFileSync(stamp, packages.join(' '));
  }
  return join(directory, 'bin');
};
