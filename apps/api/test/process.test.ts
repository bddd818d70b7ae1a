import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTestEnvironment, type TestEnvironment } from '@reports/local-platform/testing';
import { connectDatabase } from '@reports/database';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/admin/run-command.ts';
import { type Client, createClient } from './support/client.ts';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let engines: TestEnvironment;
let child: ChildProcess | undefined;
let client: Client;

/** The api as its own process; gives its address once it listens. */
const startProcess = async (): Promise<{ child: ChildProcess; url: string }> => {
  const started = spawn(process.execPath, [program], {
    env: { ...process.env, ...engines.environment, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  started.stdout.on('data', (data: Buffer) => {
    log += data.toString();
  });
  const address = await vi.waitUntil(() => /"msg":"Server listening at ([^"]+)"/.exec(log)?.[1], {
    timeout: 20_000,
  });
  return { child: started, url: address };
};

beforeAll(async () => {
  engines = await createTestEnvironment();
  const owner = connectDatabase({
    url: engines.environment['DATABASE_OWNER_URL'] ?? '',
    applicationName: 'test-owner',
  });
  const created = (await runCommand(owner, {
    name: 'create workspace',
    workspaceName: 'Acme Ltd',
    rateLimitPerMinute: undefined,
  })) as { workspace_id: string; key: string };
  await owner.close();
  const { url, ...started } = await startProcess();
  child = started.child;
  client = createClient({ url, key: created.key, workspaceId: created.workspace_id });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await engines.drop();
});

test('a stop answers what is on its way, then ends in order', async () => {
  const id = await client.post();
  const waiting = client.get(`/v1/reports/${id}?wait=60`);
  await vi.waitUntil(
    async () => (await client.get('/metrics')).text.includes('reports_waited_for{service="api"} 1'),
    { timeout: 10_000 },
  );
  const stopping = performance.now();
  child?.kill('SIGTERM');
  const [answer, [code]] = await Promise.all([waiting, once(child as ChildProcess, 'exit')]);
  expect([answer.status, answer.body['status'], code]).toEqual([200, 'generating', 0]);
  expect(answer.headers.get('connection')).toBe('close');
  expect(performance.now() - stopping).toBeLessThan(30_000);
});

test('an environment that is not complete is refused with every fault at once', async () => {
  const refused = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], PORT: 'http', SIGNING_KEY: 'short' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  refused.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const [code] = (await once(refused, 'exit')) as [number];
  expect(code).not.toBe(0);
  for (const name of ['DATABASE_URL', 'NATS_URL', 'S3_ENDPOINT', 'PUBLIC_URL', 'PORT', 'SIGNING_KEY']) {
    expect(errors).toContain(name);
  }
});
