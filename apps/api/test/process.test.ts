import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from './support/client.ts';
import { type ApiProcess, program, startApiProcess } from './support/start-process.ts';

let api: ApiProcess;
let client: Client;

beforeAll(async () => {
  api = await startApiProcess();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

test('a stop answers what is on its way, then ends in order', async () => {
  const id = await client.post();
  const waiting = client.get(`/v1/reports/${id}?wait=60`);
  await vi.waitUntil(async () => (await api.metric('reports_waited_for{')) === 1, { timeout: 10_000 });
  const stopping = performance.now();
  api.child.kill('SIGTERM');
  const [answer, [code]] = await Promise.all([waiting, once(api.child, 'exit')]);
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
