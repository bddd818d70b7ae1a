import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Engines are kept for the user, not the checkout, so that a second clone starts at once. */
export const cacheDirectory = (): string => {
  const base = process.env.XDG_CACHE_HOME ?? '';
  const directory = join(base === '' ? join(homedir(), '.cache') : base, 'reports-platform');
  mkdirSync(join(directory, 'bin'), { recursive: true });
  return directory;
};
