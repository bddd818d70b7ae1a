import { once } from 'node:events';
import { migrate } from '@reports/database';
import {
  createTestDatabase,
  createTestEnvironment,
  type TestEnvironment,
} from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { spawnService } from '../support/services.ts';

vi.setConfig({ testTimeout: 120_000 });

let engines: TestEnvironment;

beforeAll(async () => {
  engines = await createTestEnvironment();
});
afterAll(() => engines.drop());

const start = (service: string, changes: Record<string, string>) =>
  spawnService(service, { ...engines.environment, LOG_LEVEL: 'info', ...changes });

const withDatabase = ['api', 'aggregator', 'scheduler', 'notifier'] as const;

test.each([
  ['api', 'DATABASE_URL'],
  ['aggregator', 'DATABASE_URL'],
  ['scheduler', 'DATABASE_SYSTEM_URL'],
  ['notifier', 'DATABASE_SYSTEM_URL'],
])('the %s does not start when %s names a role above row-level security', async (service, setting) => {
  const { child, output } = start(service, {
    [setting]: engines.environment['DATABASE_OWNER_URL'] ?? '',
  });
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(1);
  // Whether it is printed as it is or inside a line of the log.
  const said = output().replaceAll('\\"', '"');
  expect(said).toContain('The role "reports_owner" has BYPASSRLS: row-level security');
  expect(said).toContain('Use the roles that the migrations make for the service: reports_api');
});

test('services wait for the migrations of their release, say so, and go on by themselves', async () => {
  const server = await createTestDatabase({ migrated: false });
  const started = withDatabase.map((service) =>
    start(service, { DATABASE_URL: server.appUrl, DATABASE_SYSTEM_URL: server.systemUrl }),
  );
  const portOf = (output: string) =>
    /"internalPort":(\d+)/.exec(output)?.[1] ?? /"port":(\d+)(?!.*"internalPort)/.exec(output)?.[1];
  try {
    const answers = await Promise.all(
      started.map(async ({ output }) => {
        const port = await vi.waitUntil(() => portOf(output()), { timeout: 60_000 });
        return async () => {
          const response = await fetch(`http://127.0.0.1:${port}/readyz`);
          return { status: response.status, body: await response.text() };
        };
      }),
    );
    for (const [index, answer] of answers.entries()) {
      await vi.waitUntil(() => started[index]?.output().includes('the database lacks 0001_platform'), {
        timeout: 60_000,
      });
      expect(await answer()).toMatchObject({ status: 503, body: expect.stringContaining('0001_platform') });
    }
    await migrate(server);
    for (const answer of answers) {
      await vi.waitUntil(async () => (await answer()).status === 200, { timeout: 60_000, interval: 100 });
    }
  } finally {
    for (const { child } of started) child.kill('SIGKILL');
    await server.drop();
  }
});
