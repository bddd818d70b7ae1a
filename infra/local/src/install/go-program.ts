import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from '../terminal.ts';
import { cacheDirectory } from './cache-directory.ts';
import { fromVariable, isProgram, onPath } from './find-program.ts';
import { withInstallLock } from './install-lock.ts';
import { runVisibly } from './run-visibly.ts';

export interface GoProgram {
  /** The program's file name. */
  name: string;
  /** What `go install` calls it, where that is another name. */
  builtAs?: string;
  /** Its package path. */
  package: string;
  /** Its module's exact version, which is built where no other program is taken. */
  version: string;
  /** The first release that does what we need, and the ones after it of the same major: `[2, 10]`. */
  atLeast?: readonly [major: number, minor: number];
  /** Finds that release in what `--version` prints. */
  versionPattern?: RegExp;
  /** Environment variable that names a binary to use instead. */
  binaryVariable: string;
  /** Environment variable that names a server to use instead, where it is one. */
  serverVariable?: string;
  /** About how long the build takes on a small machine, in minutes. */
  minutes: number;
}

/**
 * The program on the PATH, where it is one that we can work with: a package of the system may be years older. One that names no
 * release (built from a checkout) is not taken.
 */
const suitableOnPath = (
  { name, atLeast, versionPattern }: Pick<GoProgram, 'name' | 'atLeast' | 'versionPattern'>,
  say: Say,
): string | undefined => {
  const found = onPath(name);
  if (found === undefined || atLeast === undefined || versionPattern === undefined) return found;
  const { stdout, stderr } = spawnSync(found, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const [, major, minor] = versionPattern.exec(`${stdout}${stderr}`) ?? [];
  if (Number(major) === atLeast[0] && Number(minor) >= atLeast[1]) return found;
  say(
    `${found} is not taken: it is ${major ? `${major}.${minor}` : 'of no known release'}, and ${atLeast.join('.')} is needed`,
  );
  return undefined;
};

const cachedPath = ({ name, version }: GoProgram): string =>
  join(cacheDirectory(), 'bin', `${name}@${version}`);

/** Finds a Go program that is there already: its environment variable, the PATH, the user's cache. */
export const findProgram = (program: GoProgram, say: Say): string | undefined => {
  const found = fromVariable(program.binaryVariable) ?? suitableOnPath(program, say);
  if (found !== undefined) return found;
  const cached = cachedPath(program);
  return isProgram(cached) ? cached : undefined;
};

/**
 * Finds a Go program: its environment variable, the PATH, the user's cache, else builds it into the cache, under its name and version.
 * Throws, saying what to do, when Go is missing.
 */
export const findOrBuild = async (program: GoProgram, say: Say): Promise<string> => {
  const found = findProgram(program, say);
  if (found !== undefined) return found;
  const directory = cacheDirectory();
  const cached = cachedPath(program);
  return withInstallLock({ directory, name: program.name, say }, async () => {
    if (isProgram(cached)) return cached;
    const go = onPath('go');
    if (go === undefined) {
      throw new Error(
        `${program.name} is missing, and so is Go to build it. One of these fixes it: install Go ≥ 1.24 (https://go.dev/dl); ` +
          `put ${program.name} on the PATH; set ${program.binaryVariable} to its path` +
          (program.serverVariable === undefined
            ? '.'
            : `; set ${program.serverVariable} to a running server; or use \`docker compose up\`.`),
      );
    }
    // Built aside and moved in one step: a build that was cut off leaves nothing that looks installed.
    const building = mkdtempSync(join(directory, 'building-'));
    try {
      await runVisibly({
        title: `Building ${program.name} ${program.version} (once, about ${program.minutes} min)`,
        command: go,
        args: ['install', `${program.package}@${program.version}`],
        environment: { GOBIN: building, GOFLAGS: '', CGO_ENABLED: '0' },
        tell: say,
      });
      renameSync(join(building, program.builtAs ?? program.name), cached);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
    return cached;
  });
};
