import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../supervision/process-table.ts';
import type { Say } from '../terminal.ts';

const alreadyThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

const holder = (file: string): number | undefined => {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // The moment between its creation and its content; a second read will tell.
    return pid === 0 ? undefined : pid;
  } catch {
    return undefined;
  }
};

/** Runs `install` while holding a lock for its name, so that two checkouts do not install the same thing at once. */
export const withInstallLock = async <T>(
  { directory, name, say }: { directory: string; name: string; say: Say },
  install: () => Promise<T>,
): Promise<T> => {
  const file = join(directory, `${name}.lock`);
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (!alreadyThere(error)) throw error;
      const pid = holder(file);
      if (pid !== undefined && !isAlive(pid)) {
        rmSync(file, { force: true });
        continue;
      }
      if (!told) say(`Another process (${pid ?? 'starting'}) is installing ${name}; waiting for it`);
      told = true;
      await delay(500);
    }
  }
  try {
    return await install();
  } finally {
    rmSync(file, { force: true });
  }
};
