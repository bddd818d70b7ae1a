import type { Say } from '../terminal.ts';
import { cacheDirectory } from './cache-directory.ts';
import { installPackages, mayInstallPackages } from './debian-packages.ts';
import { onPath } from './find-program.ts';
import { withInstallLock } from './install-lock.ts';

/** Programs that tests alone use, and Debian's packages of them. */
const packages = {
  promtool: 'prometheus',
  pgbouncer: 'pgbouncer',
  soffice: 'libreoffice-calc-nogui',
} as const;

const missing = (): string[] =>
  Object.entries(packages)
    .filter(([program]) => onPath(program) === undefined)
    .map(([, name]) => name);

/**
 * Installs what tests need beside the platform, where this user may. Where not, it says what is missing: the tests that need it are left
 * out, and count as failed.
 */
export const installProgramsOfTests = async (say: Say): Promise<void> => {
  if (missing().length === 0) return;
  try {
    if (!mayInstallPackages()) throw new Error('only root may install packages, with apt-get');
    await withInstallLock({ directory: cacheDirectory(), name: 'programs-of-tests', say }, async () => {
      const wanted = missing();
      if (wanted.length === 0) return;
      await installPackages(wanted, { title: `Installing ${wanted.join(', ')} (once, 1–2 min)`, say });
    });
  } catch (error) {
    say(
      `Tests will be left out for want of ${missing().join(', ')}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};
