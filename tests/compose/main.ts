/**
 * `npm run test:compose`: docker-compose.yml with podman-compose, without a registry: up, a report of each format, an e-mail, a restart of every
 * container, and all is still there. Root's, on Debian, where it installs what builds and runs containers.
 * `--built` takes the images that there are.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findTemporalPrograms } from '@reports/local-platform/testing';
import { serviceNames } from '@reports/local-platform/services';
import { root } from './compose-file.ts';
import { installPrograms } from './install-programs.ts';
import { play } from './play.ts';
import { runApart } from './run-apart.ts';

const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;

const buildImages = async (): Promise<void> => {
  const env = {
    ...process.env,
    BUILDER: 'buildah',
    BASE_IMAGE: 'localhost/debian:bookworm-slim',
    NODE_IMAGE: 'localhost/node:24-bookworm-slim',
  };
  const build = (script: string): unknown => execFileSync(join(root, script), { stdio: 'inherit', env });
  if (spawnSync('podman', ['image', 'exists', env.NODE_IMAGE]).status !== 0)
    build('infra/docker/make-base.sh');
  build('infra/docker/build.sh');
  // The others come with the local platform.
  await findTemporalPrograms((line) => {
    process.stderr.write(`${line}\n`);
  });
  build('tests/compose/make-engines.sh');
};

if (process.env['REPORTS_COMPOSE_INSIDE'] === 'true') process.exit(await play());
await installPrograms();
if (!process.argv.includes('--built')) await buildImages();
for (const name of [...serviceNames, 'tools']) {
  const image = `localhost/reports-${name}`;
  execFileSync('podman', ['tag', `${image}:${version}`, `${image}:latest`]);
}
process.exit(runApart(process.argv.slice(1)));
