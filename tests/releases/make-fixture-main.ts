/**
 * Keeps a small platform of a release, for `upgrade.test.ts` and `api-kept.test.ts`: `npm run fixture -- RELEASE [CHECKOUT]`, with the engines for tests up
 * (`npm run engines`). The checkout is a clone at the release's commit with its packages installed; this one when it is left out.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTestDatabase, createTestEnvironment } from '@reports/local-platform/testing';
import { dumpDatabase, objectKeys, saveObjects } from '../support/copy-platform.ts';
import { repository, startServices } from '../support/services.ts';
import { makeSmallWorld } from '../support/small-world.ts';
import { type OpenApiDocument, surfaceOf } from './api-surface.ts';

const [name, checkout = repository] = process.argv.slice(2);
if (name === undefined) throw new Error('Say which release it is: npm run fixture -- 1.0.0');
const root = resolve(checkout);
const directory = join(repository, 'tests/releases/fixtures', name);

const engines = await createTestEnvironment();
const server = await createTestDatabase({ migrated: false });
const environment = {
  ...engines.environment,
  DATABASE_OWNER_URL: server.ownerUrl,
  DATABASE_URL: server.appUrl,
  DATABASE_SYSTEM_URL: server.systemUrl,
};
execFileSync(process.execPath, [join(root, 'libs/database/src/migrate-main.ts')], {
  env: { ...process.env, ...environment },
});
const services = await startServices(environment, root);
try {
  const world = await makeSmallWorld(services.url, environment, root);
  await services.stop();
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'world.json'), `${JSON.stringify(world, undefined, 2)}\n`);
  writeFileSync(join(directory, 'database.sql'), await dumpDatabase(server.ownerUrl));
  await saveObjects(environment, await objectKeys(server.ownerUrl), join(directory, 'objects'));
  const document = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as OpenApiDocument;
  writeFileSync(join(directory, 'api.txt'), `${surfaceOf(document).join('\n')}\n`);
  // Histories are recorded by the scheduler's own script; these are the release's.
  cpSync(join(root, 'apps/scheduler/test/histories'), join(directory, 'histories'), { recursive: true });
} finally {
  await services.stop();
  await server.drop();
  await engines.drop();
}
process.stdout.write(`${directory} is made\n`);
process.exit(0);
