/** `npm run test:pooler`: the services behind PgBouncer, which is installed (Debian) where it is missing. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '@reports/local-platform/testing';

const root = fileURLToPath(new URL('../..', import.meta.url));

const isInstalled = (): boolean => spawnSync('pgbouncer', ['--version']).status === 0;

if (!isInstalled()) {
  await installPackages(['pgbouncer'], {
    title: 'Installing pgbouncer',
    say: (line) => process.stdout.write(`${line}\n`),
  });
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
