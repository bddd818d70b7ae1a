import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from '../terminal.ts';
import { cacheDirectory } from './cache-directory.ts';
import { fromVariable, isProgram, onPath } from './find-program.ts';
import { withInstallLock } from './install-lock.ts';
import { runVisibly } from './run-visibly.ts';

interface GoProgram {
  /** The program's file name. */
  name: string;
  /** Its module path and exact version. */
  package: string;
  /** Environment variable that names a binary to use instead. */
  binaryVariable: string;
  /** Environment variable that names a server to use instead. */
  serverVariable: string;
  /** About how long the build takes on a small machine, in minutes. */
  minutes: number;
}

/**
 * Finds a Go program: its environment variable, the PATH, the user's cache, else builds it into the cache.
 * Throws, saying what to do, when Go is missing.
 */
export const findOrBuild = async (program: GoProgram, say: Say): Promise<string> => {
  const found = fromVariable(program.binaryVariable) ?? onPath(program.name);
  if (found !== undefined) return found;
  const directory = cacheDirectory();
  const cached = join(directory, 'bin', program.name);
  if (isProgram(cached)) return cached;
  return withInstallLock({ directory, name: program.name, say }, async () => {
    if (isProgram(cached)) return cached;
    const go = onPath('go');
    if (go === undefined) {
      throw new Error(
        `${program.name} is missing, and so is Go to build it. One of these fixes it: install Go ≥ 1.24 (https://go.dev/dl); ` +
          `put ${program.name} on the PATH; set ${program.binaryVariable} to its path; ` +
          `set ${program.serverVariable} to a running server; or use \`docker compose up\`.`,
      );
    }
    // Built aside and moved in one step: a build that was cut off leaves nothing that looks installed.
    const building = mkdtempSync(join(directory, 'building-'));
    try {
      await runVisibly({
        title: `Building ${program.name} (once, about ${program.minutes} min)`,
        command: go,
        args: ['install', program.package],
        environment: { GOBIN: building, GOFLAGS: '', CGO_ENABLED: '0' },
        tell: say,
      });
      renameSync(join(building, program.name), cached);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
    return cached;
  });
};
