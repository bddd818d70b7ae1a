import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createTestEnvironment, freePort, type TestEnvironment } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, createClient } from '../support/client.ts';
import { descendantsOf, signal } from '../support/processes.ts';
import { type Services, spawnService, startServices } from '../support/services.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const admin = fileURLToPath(new URL('../../apps/api/src/admin/main.ts', import.meta.url));
const patience = { timeout: 60_000, interval: 100 };

let engines: TestEnvironment;
let services: Services;
let client: Client;

interface Renderer {
  child: ChildProcess;
  output: () => string;
  port: number;
}
const spawned: Renderer[] = [];

/** A renderer beside the others, whose STOP_SECONDS are so many. */
const startRenderer = async (stopSeconds: number): Promise<Renderer> => {
  const port = await freePort();
  const renderer = {
    ...spawnService('renderer', {
      ...engines.environment,
      PORT: String(port),
      STOP_SECONDS: String(stopSeconds),
      LOG_LEVEL: 'info',
    }),
    port,
  };
  spawned.push(renderer);
  return renderer;
};

beforeAll(async () => {
  engines = await createTestEnvironment();
  services = await startServices({ ...engines.environment, STOP_SECONDS: '30', LOG_LEVEL: 'info' });
  const { stdout } = await promisify(execFile)(process.execPath, [admin, 'workspaces', 'create', 'Acme'], {
    env: { ...process.env, ...engines.environment },
  });
  const { key, workspace_id: workspaceId } = JSON.parse(stdout) as Record<string, string>;
  client = createClient(services.url, key ?? '', workspaceId ?? '');
});
afterAll(async () => {
  for (const { child } of spawned) {
    for (const pid of [child.pid ?? 0, ...(await descendantsOf(child.pid ?? 0))]) signal(pid, 'SIGKILL');
  }
  await services?.stop();
  await engines?.drop();
});

const post = async (): Promise<string> => {
  const body = { type: 'call_summary', format: 'pdf', from: '2024-01-01', to: '2024-01-31' };
  return (await client.post(body)).report_id;
};

/** Posts a report whose print goes on until it is let go: Chromium is stopped meanwhile. */
const beginLongPrint = async ({
  child,
  port,
}: Renderer): Promise<{ reportId: string; letGo: () => void }> => {
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
  await vi.waitUntil(async () => (await ask('/readyz'))?.ok, patience);
  const chromium = await descendantsOf(child.pid ?? 0);
  expect(chromium.length).toBeGreaterThan(0);
  for (const pid of chromium) signal(pid, 'SIGSTOP');
  const reportId = await post();
  await vi.waitUntil(
    async () => /^reports_pdf_slots_used{.*} 1$/m.test((await (await ask('/metrics'))?.text()) ?? ''),
    patience,
  );
  return {
    reportId,
    letGo: () => {
      for (const pid of chromium) signal(pid, 'SIGCONT');
    },
  };
};

/** The attempt by which a renderer says that it rendered a report; undefined: it has rendered none of that id. */
const renderedBy = (output: string, reportId: string): unknown =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('a report is rendered'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .find(({ report_id }) => report_id === reportId)?.['attempt'];

test('a print in hand outlives the stop of its renderer by up to STOP_SECONDS, and nothing new is taken', async () => {
  const first = {
    child: services.childOf('renderer'),
    output: () => services.outputOf('renderer'),
    port: services.metricsPorts.renderer,
  };
  const { reportId, letGo } = await beginLongPrint(first);
  first.child.kill('SIGTERM');
  await vi.waitUntil(() => first.output().includes('"stopping"'), patience);
  const later = await post();
  // Longer than the least that STOP_SECONDS may leave to it, which is shown below.
  await wait(7_000);
  expect(first.child.exitCode).toBeNull();
  letGo();
  const [code] = (await once(first.child, 'exit')) as [number];
  expect(code).toBe(0);
  expect(renderedBy(first.output(), reportId)).toBe(1);
  expect((await client.finished(reportId)).status).toBe('completed');
  expect(renderedBy(first.output(), later)).toBeUndefined();

  const second = await startRenderer(10);
  expect((await client.finished(later)).status).toBe('completed');
  expect(renderedBy(second.output(), later)).toBe(1);
});

test('a print that takes longer than STOP_SECONDS goes to another renderer, and its report is completed', async () => {
  const short = spawned[0] as Renderer;
  const { reportId, letGo } = await beginLongPrint(short);
  short.child.kill('SIGTERM');
  await once(short.child, 'exit');
  letGo();
  expect(renderedBy(short.output(), reportId)).toBeUndefined();
  const next = await startRenderer(10);
  expect((await client.finished(reportId)).status).toBe('completed');
  expect(renderedBy(next.output(), reportId)).toBeDefined();
});
