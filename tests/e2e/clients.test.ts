import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients } from '../clients/clients.ts';
import { createSeedWorkspace } from '../clients/seed-workspace.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
let environment: Record<string, string>;

beforeAll(async () => {
  platform = await startTestPlatform();
  const { key } = await createSeedWorkspace(platform);
  environment = { REPORTS_URL: platform.environment['REPORTS_URL'] ?? '', REPORTS_API_KEY: key };
}, 120_000);
afterAll(() => platform.stop());

// Go and Java take minutes: `npm run test:clients` has them too.
test.for(['openapi-fetch', 'hey-api'] as const)(
  'a client that %s makes of our document compiles and walks through the documentation',
  async (name) => {
    await clients[name].prepare();
    await expect(clients[name].walk(environment)).resolves.toBeUndefined();
  },
);

const hasPython =
  spawnSync('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))']).status === 0;

test.skipIf(!hasPython)(
  'a client that openapi-python-client makes of our document passes mypy --strict and walks through the documentation',
  { timeout: 300_000 },
  async () => {
    await clients.python.prepare();
    await expect(clients.python.walk(environment)).resolves.toBeUndefined();
  },
);
