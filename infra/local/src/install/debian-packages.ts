import type { Say } from '../terminal.ts';
import { onPath } from './find-program.ts';
import { runVisibly } from './run-visibly.ts';

/** Whether this process may install Debian's packages. */
export const mayInstallPackages = (): boolean => process.getuid?.() === 0 && onPath('apt-get') !== undefined;

/** Whoever else installs packages, as a new machine does by itself, has this long to end. */
const lockSeconds = 300;

/** Installs Debian's packages. Throws with what apt-get said. */
export const installPackages = async (
  packages: readonly string[],
  { title, say }: { title: string; say: Say },
): Promise<void> => {
  // Runlevel 1: a package that brings a service does not start it.
  const apt = {
    command: 'apt-get',
    environment: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    tell: say,
  };
  await runVisibly({ ...apt, title: 'Reading the list of Debian packages', args: ['update', '-q'] });
  const waiting = ['-o', `DPkg::Lock::Timeout=${lockSeconds}`];
  await runVisibly({
    ...apt,
    title,
    args: ['install', '-qy', '--no-install-recommends', ...waiting, ...packages],
  });
};
