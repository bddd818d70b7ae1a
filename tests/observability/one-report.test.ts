import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createTestEnvironment, type TestEnvironment } from '@reports/local-platform/testing';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, createClient } from '../support/client.ts';
import { serviceNames, type ServiceName, type Services, startServices } from '../support/services.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const admin = fileURLToPath(new URL('../../apps/api/src/admin/main.ts', import.meta.url));
let engines: TestEnvironment;
let services: Services;
let client: Client;
let reportId: string;

beforeAll(async () => {
  engines = await createTestEnvironment();
  services = await startServices({ ...engines.environment, LOG_LEVEL: 'info' });
  const { stdout } = await promisify(execFile)(process.execPath, [admin, 'workspaces', 'create', 'Acme'], {
    env: { ...process.env, ...engines.environment },
  });
  const { key, workspace_id: workspaceId } = JSON.parse(stdout) as Record<string, string>;
  client = createClient(services.url, key ?? '', workspaceId ?? '');
  const { report_id } = await client.post({
    type: 'call_summary',
    format: 'xlsx',
    from: '2024-01-01',
    to: '2024-01-31',
    notify: { email: 'somebody@example.com' },
  });
  reportId = report_id;
  await client.finished(reportId);
  await vi.waitUntil(() => services.outputOf('notifier').includes('"delivered"'), { timeout: 60_000 });
});
afterAll(async () => {
  await services?.stop();
  await engines?.drop();
});

type Line = Record<string, unknown> & { msg: string; level: string };

const linesOf = (service: ServiceName): Line[] =>
  services
    .outputOf(service)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

const metricsOf = async (service: ServiceName): Promise<string> =>
  (await fetch(`http://127.0.0.1:${services.metricsPorts[service]}/metrics`)).text();

test("a report's way is one line for each step, under one name for its ids", () => {
  const way = Object.fromEntries(
    serviceNames.map((service) => [
      service,
      linesOf(service)
        .filter(({ report_id }) => report_id === reportId)
        .map(({ msg }) => msg),
    ]),
  );
  expect(way).toEqual({
    api: ['request'],
    scheduler: ['a report is completed'],
    aggregator: ['a dataset is made'],
    renderer: ['a report is rendered'],
    notifier: ["a report's deliveries are recorded", 'delivered'],
  });
  for (const service of serviceNames) {
    for (const line of linesOf(service)) {
      if (line['report_id'] !== undefined) expect(line).toMatchObject({ workspace_id: client.workspaceId });
      for (const name of ['reportId', 'workspaceId', 'workspace', 'report', 'delivery', 'webhook']) {
        expect(line).not.toHaveProperty(name);
      }
    }
  }
});

test('every line of a service is JSON', () => {
  for (const service of serviceNames) {
    const others = services
      .outputOf(service)
      .split('\n')
      // Node's own, before any of our code runs.
      .filter((line) => line !== '' && !line.startsWith('{') && !/Warning|--trace-warnings/.test(line));
    expect(others, service).toEqual([]);
  }
});

/** The value of the one series of a name that has these labels. */
const valueOf = (text: string, name: string, labels: Record<string, string> = {}): number => {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const found = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)));
  expect(found, `${name} ${wanted.join()}`).toHaveLength(1);
  return Number(found[0]?.split(' ').at(-1));
};

test("a report's way is measured by phase, and what is at rest is a zero", async () => {
  const metrics = Object.fromEntries(
    await Promise.all(serviceNames.map(async (service) => [service, await metricsOf(service)])),
  ) as Record<ServiceName, string>;
  const report = { type: 'call_summary', format: 'xlsx' };
  const phases = {
    scheduler: ['bus', 'completion'],
    aggregator: ['dataset_queue', 'dataset'],
    renderer: ['render_queue', 'render'],
  } as const;
  for (const service of ['scheduler', 'aggregator', 'renderer'] as const) {
    for (const phase of phases[service]) {
      const labels = { phase, ...report };
      expect(valueOf(metrics[service], 'reports_phase_duration_seconds_count', labels)).toBe(1);
    }
    expect(metrics[service]).toMatch(/\ntemporal_worker_task_slots_available{[^}]*service="\w+"/);
  }
  for (const service of serviceNames) {
    expect(valueOf(metrics[service], 'reports_build_info', { service })).toBe(1);
    expect(valueOf(metrics[service], 'reports_ready', { service })).toBe(1);
    expect(metrics[service].split('\n').length).toBeLessThan(3_000);
    expect(metrics[service]).not.toContain(reportId);
    expect(metrics[service]).not.toContain(client.workspaceId);
  }
  const { scheduler, notifier, renderer, api } = metrics;
  expect(valueOf(scheduler, 'reports_finished_total', { outcome: 'completed', ...report })).toBe(1);
  expect(valueOf(scheduler, 'reports_duration_seconds_count', report)).toBe(1);
  expect(valueOf(notifier, 'reports_delivery_duration_seconds_count', { channel: 'email' })).toBe(1);
  for (const [text, name, labels] of [
    [scheduler, 'reports_outbox_rows', {}],
    [scheduler, 'reports_outbox_oldest_seconds', {}],
    [scheduler, 'reports_generating', {}],
    [scheduler, 'reports_dead_letters', { consumer: 'aggregator-records' }],
    [scheduler, 'reports_consumer_pending_messages', { consumer: 'scheduler-requests' }],
    [scheduler, 'reports_slots_total', { outcome: 'missed' }],
    [scheduler, 'reports_finished_total', { outcome: 'failed', ...report }],
    [scheduler, 'reports_loop_failed_rounds', { loop: 'outbox_relay' }],
    [notifier, 'reports_oldest_pending_delivery_seconds', { channel: 'email' }],
    [notifier, 'reports_pending_deliveries', { channel: 'webhook' }],
    [renderer, 'reports_pdf_slots_used', {}],
    [renderer, 'reports_chromium_events_total', { event: 'crashed' }],
  ] as const) {
    expect(valueOf(text, name, labels), name).toBe(0);
  }
  const requests = 'http_request_duration_seconds_count';
  expect(valueOf(api, requests, { method: 'POST', route: '/v1/reports', status: '202', held: 'no' })).toBe(1);
  // The client waited for its report.
  expect(valueOf(api, requests, { route: '/v1/reports/:reportId', held: 'yes' })).toBeGreaterThan(0);
});

test("who did a step is seen in the report's workflow: a service and its host", async () => {
  const connection = await Connection.connect({ address: engines.environment['TEMPORAL_ADDRESS'] ?? '' });
  try {
    const temporal = new TemporalClient({
      connection,
      namespace: engines.environment['TEMPORAL_NAMESPACE'] ?? 'default',
    });
    const { events } = await temporal.workflow.getHandle(reportId).fetchHistory();
    const identities = events?.flatMap((event) => [
      event.activityTaskStartedEventAttributes?.identity,
      event.workflowTaskStartedEventAttributes?.identity,
    ]);
    for (const service of ['scheduler', 'aggregator', 'renderer']) {
      expect(identities).toContain(`${service}@${hostname()}`);
    }
  } finally {
    await connection.close();
  }
});

test('the doctor finds nothing wrong with a platform that makes reports', async () => {
  const doctor = fileURLToPath(new URL('../../apps/doctor/src/main.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [doctor], {
    env: { ...process.env, ...engines.environment },
  });
  expect(stdout).toContain('every task queue has its workers');
  expect(stdout).toContain('Nothing is wrong.');
});

test('a platform at rest says nothing', async () => {
  const lastRound = async () =>
    Number(
      /last_success_timestamp_seconds{loop="report_reconciler"[^}]*} (\S+)/.exec(
        await metricsOf('scheduler'),
      )?.[1],
    );
  const said = () => Object.fromEntries(serviceNames.map((name) => [name, services.outputOf(name)]));
  const before = said();
  const first = await lastRound();
  // Two rounds of it, and so a dozen of the loops that look every second.
  await vi.waitUntil(async () => (await lastRound()) > first + 8, { timeout: 60_000, interval: 500 });
  expect(said()).toEqual(before);
});
