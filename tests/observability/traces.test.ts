import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createTestEnvironment, type TestEnvironment } from '@reports/local-platform/testing';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPrometheus } from '../alerts/prometheus.ts';
import { type Client, createClient } from '../support/client.ts';
import { serviceNames, type Services, startServices } from '../support/services.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const admin = fileURLToPath(new URL('../../apps/api/src/admin/main.ts', import.meta.url));
/** Of the client, whose own trace it is. */
const [traceId, clientSpan] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];

let engines: TestEnvironment;
let collector: OtlpReceiver;
let services: Services;
let endpoint: Server;
const calls: IncomingHttpHeaders[] = [];
let reportId: string;
let client: Client;

const spans = (): ReceivedSpan[] => collector.spans.filter((span) => span.traceId === traceId);

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    calls.push(request.headers);
    request.resume().on('end', () => response.writeHead(204).end());
  });
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const { port } = endpoint.address() as AddressInfo;
  [engines, collector] = await Promise.all([createTestEnvironment(), startOtlpReceiver()]);
  services = await startServices({
    ...engines.environment,
    LOG_LEVEL: 'info',
    WEBHOOK_ALLOW_PRIVATE: 'true',
    WEBHOOK_PORTS: String(port),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [admin, 'workspaces', 'create', 'Acme'], {
    env: { ...process.env, ...engines.environment },
  });
  const { key, workspace_id: workspaceId } = JSON.parse(stdout) as Record<string, string>;
  client = createClient(services.url, key ?? '', workspaceId ?? '');
  await client.request('POST', '/v1/webhooks', {
    url: `http://127.0.0.1:${port}/hooks`,
    events: ['report.completed'],
  });
  const response = await client.request(
    'POST',
    '/v1/reports',
    {
      ...{ type: 'call_summary', format: 'pdf', from: '2024-01-01', to: '2024-01-31' },
      notify: { email: 'somebody@example.com' },
    },
    { traceparent: `00-${traceId}-${clientSpan}-01` },
  );
  ({ report_id: reportId } = (await response.json()) as { report_id: string });
  const ended = (name: string) => () => spans().some((span) => span.name === name);
  for (const name of ['send e-mail', 'POST webhook', 'deliver email', 'deliver webhook']) {
    await vi.waitUntil(ended(name), { timeout: 90_000, interval: 100 });
  }
});
afterAll(async () => {
  await services?.stop();
  await engines?.drop();
  collector?.close();
  endpoint?.close();
});

/** From where its trace begins to a span: `POST /v1/reports > SQL transaction`. `root`: a span that nobody sends. */
const pathTo = (span: ReceivedSpan, among = spans(), root = clientSpan): string => {
  const parent = among.find(({ spanId }) => spanId === span.parentId);
  const name = `${span.service}: ${span.name}`;
  if (parent) return `${pathTo(parent, among, root)} > ${name}`;
  return span.parentId === root ? name : `(lost) ${name}`;
};

test("a report is one trace, from its client's POST to its e-mail and its webhook", () => {
  const started =
    'api: POST /v1/reports > api: SQL transaction > scheduler: publish report.requested' +
    ' > scheduler: process reports.requested > scheduler: StartWorkflow produceReport';
  const completed =
    `${started} > scheduler: RunActivity completeReport > scheduler: SQL transaction` +
    ' > scheduler: publish report.completed > notifier: process reports.completed > notifier: SQL transaction';
  const paths = new Set(spans().map((span) => pathTo(span)));
  for (const expected of [
    `${started} > scheduler: RunActivity beginReport > scheduler: SQL transaction`,
    `${started} > aggregator: RunActivity buildDataset > aggregator: SQL snapshot`,
    `${started} > aggregator: RunActivity buildDataset > aggregator: storage put`,
    `${started} > renderer: RunActivity renderReport > renderer: storage get`,
    `${started} > renderer: RunActivity renderReport > renderer: print PDF`,
    `${started} > renderer: RunActivity renderReport > renderer: storage put`,
    `${completed} > notifier: deliver email > notifier: send e-mail`,
    `${completed} > notifier: deliver webhook > notifier: POST webhook`,
  ]) {
    expect(paths).toContain(expected);
  }
  expect([...paths].filter((path) => path.startsWith('(lost)'))).toEqual([]);
  expect(spans().filter(({ isError }) => isError)).toEqual([]);
  for (const { startNs, endNs } of spans()) expect(endNs).toBeGreaterThanOrEqual(startNs);
});

test("a schedule's run is one trace, from its slot to its e-mail and its webhook", async () => {
  const { report_id } = await client.post({
    ...{ type: 'call_summary', format: 'pdf', from: '2024-01-01', to: '2024-01-31' },
    schedule: { frequency: 'daily', time: '03:00', timezone: 'UTC', email: ['nightly@example.com'] },
  });
  await client.finished(report_id);
  const connection = await Connection.connect({ address: engines.environment['TEMPORAL_ADDRESS'] ?? '' });
  try {
    const temporal = new TemporalClient({
      connection,
      namespace: engines.environment['TEMPORAL_NAMESPACE'] ?? 'default',
    });
    const schedule = temporal.schedule.getHandle(report_id);
    await vi.waitUntil(() => schedule.describe().catch(() => undefined), { timeout: 60_000, interval: 200 });
    await schedule.trigger();
    const runId = await vi.waitUntil(
      async () => {
        const { info } = await schedule.describe();
        const [action] = info.recentActions;
        return action?.action.workflow.firstExecutionRunId;
      },
      { timeout: 60_000, interval: 200 },
    );
    // All of its activities know the run, and so its trace, without a word between them.
    const traceOfRun = runId.replaceAll('-', '');
    const ofRun = () => collector.spans.filter((span) => span.traceId === traceOfRun);
    for (const last of ['send e-mail', 'POST webhook', 'deliver email', 'deliver webhook']) {
      await vi.waitUntil(() => ofRun().some(({ name }) => name === last), { timeout: 90_000, interval: 100 });
    }
    const paths = () => new Set(ofRun().map((span) => pathTo(span, ofRun(), traceOfRun.slice(0, 16))));
    const completed =
      'scheduler: RunActivity completeReport > scheduler: SQL transaction > scheduler: publish report.completed' +
      ' > notifier: process reports.completed > notifier: SQL transaction';
    const expected = [
      'scheduler: RunActivity openSlot > scheduler: SQL transaction',
      'aggregator: RunActivity buildDataset > aggregator: SQL snapshot',
      'aggregator: RunActivity buildDataset > aggregator: storage put',
      'renderer: RunActivity renderReport > renderer: storage get',
      'renderer: RunActivity renderReport > renderer: print PDF',
      'renderer: RunActivity renderReport > renderer: storage put',
      `${completed} > notifier: deliver email > notifier: send e-mail`,
      `${completed} > notifier: deliver webhook > notifier: POST webhook`,
    ];
    await vi.waitFor(() => expect([...paths()]).toEqual(expect.arrayContaining(expected)), {
      timeout: 30_000,
      interval: 200,
    });
    expect([...paths()].filter((path) => path.startsWith('(lost)'))).toEqual([]);
  } finally {
    await connection.close();
  }
});

test('a webhook carries the trace on', () => {
  const posted = spans().find(({ name }) => name === 'POST webhook');
  expect(calls.map(({ traceparent }) => traceparent)).toContain(`00-${traceId}-${posted?.spanId}-01`);
  expect(posted?.attributes).toMatchObject({ 'http.response.status_code': 204 });
});

const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

test.skipIf(!hasPrometheus)('Prometheus has traces as exemplars of the times that reports take', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-exemplars-'));
  const prometheus = await startPrometheus(directory, services.metricsPorts);
  try {
    const times = [
      'http_request_duration_seconds_bucket{service="api"}',
      ...['bus', 'dataset', 'render', 'completion'].map(
        (phase) => `reports_phase_duration_seconds_bucket{phase="${phase}"}`,
      ),
      'reports_duration_seconds_bucket',
      'reports_dataset_duration_seconds_bucket',
      'reports_delivery_duration_seconds_bucket{channel="email"}',
    ];
    for (const time of times) {
      const found = await vi.waitUntil(
        async () => {
          const traces = await prometheus.tracesOf(time);
          return traces.length > 0 ? traces : undefined;
        },
        { timeout: 30_000, interval: 500 },
      );
      const kept = new Set(collector.spans.map((span) => span.traceId));
      expect(
        found.filter((id) => !kept.has(id)),
        time,
      ).toEqual([]);
    }
    // It takes all that is served: the series of Temporal's SDK stand after ours.
    for (const series of ['up', 'temporal_request_total', 'reports_finished_total', 'reports_build_info']) {
      const found = await prometheus.queryRange(series);
      expect(found.length, series).toBeGreaterThan(0);
      if (series === 'up') expect(found.map(({ values }) => values.at(-1)?.[1])).toEqual(Array(5).fill('1'));
    }
  } finally {
    await prometheus.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test("each line of a report's way names its trace", () => {
  const lines = serviceNames.flatMap((service) =>
    services
      .outputOf(service)
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => ({ service, ...(JSON.parse(line) as Record<string, unknown>) }))
      .filter((line) => 'report_id' in line && line.report_id === reportId),
  );
  expect(new Set(lines.map(({ service }) => service))).toEqual(new Set(serviceNames));
  for (const line of lines) expect(line).toMatchObject({ trace_id: traceId });
});

test('spans say ids and sizes, and nothing of a customer', () => {
  const said = JSON.stringify(spans().map(({ name, attributes }) => ({ name, attributes })));
  expect(said).not.toContain('somebody@example.com');
  expect(said).not.toContain('Acme');
});
