import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '@reports/database';
import {
  createTestDatabase,
  createTestEnvironment,
  type TestEnvironment,
} from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
let engines: TestEnvironment;

beforeAll(async () => {
  engines = await createTestEnvironment();
});
afterAll(() => engines.drop());

const start = (service: string, changes: Record<string, string>) => {
  const child = spawn(process.execPath, [join(root, 'apps', service, 'src/main.ts')], {
    env: { ...process.env, ...engines.environment, LOG_LEVEL: 'info', ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
};

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
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(output()).toContain('The role "reports_owner" has BYPASSRLS: row-level security');
  expect(output()).toContain('Use reports_app in DATABASE_URL');
});

test('services wait for the migrations of their release, say so, and go on by themselves', async () => {
  const server = await createTestDatabase({ migrated: false });
  const started = withDatabase.map((service) =>
    start(service, { DATABASE_URL: server.appUrl, DATABASE_SYSTEM_URL: server.systemUrl }),
  );
  const portOf = (output: string) =>
    /"port":(\d+)/.exec(output)?.[1] ?? /"msg":"Server listening at [^"]*:(\d+)"/.exec(output)?.[1];
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
