import { execFileSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { onPath } from '../install/find-program.ts';

export interface Command {
  command: string;
  args: readonly string[];
}

const idOf = (user: string): number | undefined => {
  try {
    return Number(
      execFileSync('id', ['-u', user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return undefined;
  }
};

/**
 * PostgreSQL refuses to run as root. As root, this gives its directory to another user and wraps its commands so
 * that they run as that user, who keeps root's way through directories (CAP_DAC_OVERRIDE): a checkout under /root or
 * a temporary directory would be closed to it otherwise. Anyone else's commands stay as they are.
 */
export const unprivileged = (directory: string): ((command: Command) => Command) => {
  if (process.getuid?.() !== 0) return (command) => command;
  const owner = statSync(directory).uid;
  const user = owner === 0 ? (idOf('postgres') ?? idOf('nobody') ?? 65_534) : owner;
  const setpriv = onPath('setpriv');
  if (setpriv === undefined) {
    throw new Error(
      'Running PostgreSQL as root needs `setpriv` (package util-linux), or start this as another user',
    );
  }
  chownSync(directory, user, user);
  return ({ command, args }) => ({
    command: setpriv,
    args: [
      ...[`--reuid=${user}`, `--regid=${user}`, '--clear-groups'],
      ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
      // access(2), which initdb asks whether its programs are there, leaves capabilities out otherwise.
      ...['--securebits=+no_setuid_fixup', '--', command, ...args],
    ],
  });
};
