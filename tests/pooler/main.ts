/** `npm run test:pooler`: the services behind PgBouncer, which is installed (Debian) where it is missing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const isInstalled = (): boolean => spawnSync('pgbouncer', ['--version']).status === 0;

if (!isInstalled()) {
  process.stdout.write('Installing pgbouncer\n');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'pgbouncer']])
    execFileSync('apt-get', args, { stdio: 'inherit' });
}
const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  [
    'run',
    '--config',
    join(root, 'vitest.config.ts'),
    '--root',
    join(root, 'tests'),
    'pooler/pgbouncer.test.ts',
  ],
  { stdio: 'inherit' },
);
process.stdout.write(status === 0 ? '2 passed, 0 failed\n' : 'failed\n');
process.exitCode = status ?? 1;
