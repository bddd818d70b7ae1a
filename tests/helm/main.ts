/** `npm run test:chart`: the tests of the Helm chart, with helm and kube-score, which are built once (about six minutes) where they are missing. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chartPrograms, findOrBuild } from '@reports/local-platform/testing';
import { repository } from '../support/services.ts';

const say = (line: string): unknown => process.stdout.write(`${line}\n`);
for (const program of Object.values(chartPrograms)) await findOrBuild(program, say);
const { status } = spawnSync(
  join(repository, 'node_modules/.bin/vitest'),
  [
    'run',
    ...['--config', join(repository, 'vitest.config.ts')],
    ...['--root', join(repository, 'tests'), 'helm/chart.test.ts'],
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
