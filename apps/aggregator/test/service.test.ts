import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createEvent, type DatasetReference, type ReportRequest } from '@reports/contracts';
import { connectDatabase } from '@reports/database';
import { createTestEnvironment, type TestEnvironment } from '@reports/local-platform/testing';
import { connectMessaging, type Messaging, publishEvent } from '@reports/messaging';
import { connectTemporal, installTemporalRuntime, runWorker, type TemporalClient } from '@reports/temporal';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from './aggregator.ts';
import { call } from './call-record.ts';

let platform: TestEnvironment;
let messaging: Messaging;
let temporal: TemporalClient;
let worker: ReturnType<typeof runWorker>;
const started: ChildProcess[] = [];

beforeAll(async () => {
  platform = await createTestEnvironment();
  const { environment } = platform;
  const owner = connectDatabase({ url: environment.DATABASE_OWNER_URL ?? '', applicationName: 'test' });
  await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A')`);
  await owner.close();
  messaging = connectMessaging({ url: environment.NATS_URL ?? '', name: 'test', log });
  const settings = {
    temporalAddress: environment.TEMPORAL_ADDRESS ?? '',
    temporalNamespace: environment.TEMPORAL_NAMESPACE ?? '',
  };
  temporal = connectTemporal(settings);
  installTemporalRuntime(log);
  worker = runWorker(
    { ...settings, log },
    {
      taskQueue: 'test',
      workflowsPath: fileURLToPath(new URL('build-dataset-workflow.ts', import.meta.url)),
    },
  );
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await worker.stop();
  await temporal.close();
  await messaging.close();
  await platform.drop();
});

/** Starts the service; resolves when its health server listens. */
const start = async (environment = platform.ofService('aggregator')) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env: { ...environment, PATH: process.env.PATH, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout });
  const port = new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      const said = JSON.parse(line) as { msg: string; port?: number };
      if (said.msg === 'the aggregator starts') resolve(said.port ?? 0);
    });
  });
  return { child, url: `http://127.0.0.1:${await port}` };
};

const stop = async (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exit) as [number | null];
  return code;
};

const sendCalls = (from: number, to: number) =>
  publishEvent(
    messaging,
    createEvent('records.received', {
      source: '/test',
      workspaceId: 'ws_a',
      data: {
        kind: 'calls',
        records: Array.from({ length: to - from }, (_, index) => call(`call_${from + index}`)),
      },
    }),
  );

let workflows = 0;
const build = async (fields: Partial<ReportRequest> = {}): Promise<DatasetReference> => {
  workflows += 1;
  const request: ReportRequest = {
    report_id: `rpt_${workflows}`,
    workspace_id: 'ws_a',
    workspace_name: 'A',
    type: 'call_summary',
    format: 'json',
    from: '2024-01-01',
    to: '2024-01-31',
    timezone: 'UTC',
    filters: {},
    ...fields,
  };
  const workflowId = `dataset-${workflows}`;
  const handle = await temporal.client.workflow.start('buildDatasetAlone', {
    taskQueue: 'test',
    workflowId,
    args: [request],
    priority: { fairnessKey: request.workspace_id },
  });
  return (await handle.result()) as DatasetReference;
};

const storedCalls = async (url: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/reports_records_stored_total\{[^}]*kind="calls"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
};

test('the service takes records and makes datasets, is killed, comes back, and stops when asked', async () => {
  const first = await start();
  await sendCalls(0, 500);
  await vi.waitUntil(async () => (await storedCalls(first.url)) === 500, { timeout: 60_000 });
  await vi.waitUntil(async () => (await fetch(`${first.url}/readyz`)).status === 200, { timeout: 60_000 });
  expect((await build()).rowCount).toBe(1);

  await stop(first.child, 'SIGKILL');
  await sendCalls(500, 1_000);
  const waiting = build();
  const second = await start();
  await vi.waitUntil(async () => (await storedCalls(second.url)) === 500, { timeout: 60_000 });
  expect((await waiting).rowCount).toBe(1);
  expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
  expect(await stop(second.child, 'SIGTERM')).toBe(0);
}, 240_000);

test('a grant that somebody revoked makes reports wait, is named, and they complete once it is granted', async () => {
  const owner = connectDatabase({
    url: platform.environment.DATABASE_OWNER_URL ?? '',
    applicationName: 'test',
  });
  const { url, child } = await start();
  const readiness = async () => (await (await fetch(`${url}/readyz`)).json()) as { checks: object };
  await owner.orm.execute(sql`revoke select on all tables in schema public from reports_aggregator`);
  const waiting = build();
  await vi.waitUntil(async () => 'database_access_denied' in (await readiness()).checks, { timeout: 60_000 });
  expect((await readiness()).checks).toMatchObject({
    database_access_denied: expect.stringMatching(/check .* grants .*permission denied for .* \(1 waiting\)/),
  });
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
    /reports_waiting_for_operator\{code="database_access_denied",service="aggregator"\} 1/,
  );
  await owner.orm.execute(sql`grant select on all tables in schema public to reports_aggregator`);
  expect((await waiting).rowCount).toBe(1);
  expect((await readiness()).checks).not.toHaveProperty('database_access_denied');
  await owner.close();
  expect(await stop(child, 'SIGTERM')).toBe(0);
}, 240_000);

test('fifty datasets of one workspace that take long keep nobody else waiting, and all are made', async () => {
  const owner = connectDatabase({
    url: platform.environment.DATABASE_OWNER_URL ?? '',
    applicationName: 'test',
    poolSize: 1,
  });
  await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_b', 'B')`);
  const { url, child } = await start({ ...platform.environment, DATASETS_AT_ONCE: '2' });
  const gauge = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{[^}]*\\} (\\d+)`, 'm').exec(text)?.[1]);
  };
  let heavy: Promise<DatasetReference[]> | undefined;
  await owner.orm.transaction(async (transaction) => {
    // What the heavy ones read, and the light one does not.
    await transaction.execute(sql`lock table compliance_checks in access exclusive mode`);
    heavy = Promise.all(Array.from({ length: 50 }, () => build({ type: 'compliance_audit' })));
    heavy.catch(() => undefined);
    await vi.waitUntil(async () => (await gauge('reports_dataset_waiting')) > 10, { timeout: 60_000 });
    expect(await gauge('reports_dataset_slots_used')).toBe(1);
    expect(await gauge('reports_dataset_slots')).toBe(2);
    expect((await build({ workspace_id: 'ws_b' })).rowCount).toBe(0);
  });
  const made = (await heavy) ?? [];
  expect(made.map(({ rowCount }) => rowCount)).toEqual(Array(50).fill(0));
  await owner.close();
  expect(await stop(child, 'SIGTERM')).toBe(0);
}, 240_000);

test('a service whose environment is not complete says all that is missing', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, RECORD_RETENTION_DAYS: '-1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).not.toBe(0);
  for (const name of [
    'DATABASE_URL',
    'NATS_URL',
    'TEMPORAL_ADDRESS',
    'S3_ENDPOINT',
    'RECORD_RETENTION_DAYS',
  ]) {
    expect(said).toContain(name);
  }
});
