import { randomBytes } from 'node:crypto';
import { createId } from '@reports/service';
import { deliveries, webhooks } from '@reports/database';
import { and, eq, sql } from 'drizzle-orm';
import { announceRestated } from '../src/ledger/announce-restated.ts';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Notifier } from '../src/notifier.ts';
import { type Endpoint, type Reaction, startEndpoint } from './support/endpoint.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import { startTestNotifier, type TestNotifierOptions } from './support/start-notifier.ts';
import { createFindDocumentedFaults } from './support/documented-webhooks.ts';
import type { Tenant } from './support/tenant.ts';

/** A busy machine takes its time; a healthy one does not come near. */
const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });

let platform: TestPlatform;
let tenant: Tenant;
let notifier: Notifier | undefined;
const endpoints: Endpoint[] = [];

/** What the OpenAPI document says that an endpoint is sent. */
const findDocumentedFaults = createFindDocumentedFaults();

const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;

beforeAll(async () => {
  platform = await createTestPlatform();
});
afterAll(() => platform.close());

beforeEach(async () => {
  tenant = await platform.createWorkspace();
});
afterEach(async () => {
  await notifier?.stop();
  notifier = undefined;
  await Promise.all(endpoints.splice(0).map(({ close }) => close()));
});

const start = (options: Partial<TestNotifierOptions> = {}) => {
  notifier = startTestNotifier(platform, { smtpUrl: 'smtp://127.0.0.1:1', ...options });
};

const listenWith = async (react?: (call: number) => Reaction): Promise<Endpoint> => {
  const endpoint = await startEndpoint(react);
  endpoints.push(endpoint);
  return endpoint;
};

const untilSettled = async (reportId: string) => {
  await vi.waitUntil(
    async () => {
      const rows = await tenant.deliveriesOf(reportId);
      return rows.length > 0 && rows.every(({ status }) => status !== 'pending');
    },
    { timeout: patienceMs },
  );
  return tenant.deliveriesOf(reportId);
};

test('a completed report is told of, signed as Standard Webhooks', async () => {
  const endpoint = await listenWith();
  const secrets = [newSecret()];
  const webhookId = await tenant.createWebhook({ url: endpoint.url, secrets });
  start();
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  const [delivery] = await untilSettled(reportId);
  expect(delivery).toMatchObject({ channel: 'webhook', recipient: webhookId, status: 'sent', attempts: 1 });
  const [call] = endpoint.calls;
  expect(call).toMatchObject({ method: 'POST', path: '/hooks' });
  expect(call?.headers['content-type']).toBe('application/json');
  expect(call?.headers['webhook-id']).toBe(delivery?.messageId);
  const message = new Webhook(secrets[0] ?? '').verify(
    call?.body ?? '',
    call?.headers as Record<string, string>,
  );
  expect(message).toEqual({
    type: 'report.completed',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    data: {
      report_id: reportId,
      type: 'qa_performance',
      status: 'completed',
      format: 'pdf',
      from: '2024-01-29',
      to: '2024-02-04',
      timezone: 'UTC',
      scheduled: false,
      page_count: 8,
      row_count: 842,
      complete: true,
      data_through: { evaluations: '2024-02-04' },
      days_without_data: [],
      data_as_of: '2024-02-05T06:00:01Z',
      file: { bytes: 17, sha256: 'b'.repeat(64), retained_until: expect.any(String) },
      created_at: expect.any(String),
      completed_at: expect.any(String),
    },
  });
});

test('a failed report is told of with its error, and only to webhooks that asked for it', async () => {
  const [asked, other] = [await listenWith(), await listenWith()];
  await tenant.createWebhook({ url: asked.url, events: ['report.failed'], secrets: [newSecret()] });
  await tenant.createWebhook({ url: other.url, events: ['report.completed'], secrets: [newSecret()] });
  start();
  const reportId = await tenant.createReport({ status: 'failed' });
  await tenant.announce(reportId);
  expect(await untilSettled(reportId)).toHaveLength(1);
  expect(other.calls).toHaveLength(0);
  expect(JSON.parse(asked.calls[0]?.body ?? '')).toMatchObject({
    type: 'report.failed',
    data: {
      report_id: reportId,
      status: 'failed',
      error: {
        code: 'storage_unavailable',
        message: 'The file store could not be reached for a day.',
        retryable: true,
      },
    },
  });
});

test('a call that fails is made again under the same id, and one endpoint has nothing to do with another', async () => {
  const flaky = await listenWith((call) => (['drop', 500, 302, 404] as const)[call - 1] ?? 200);
  const steady = await listenWith();
  const secret = newSecret();
  const flakyId = await tenant.createWebhook({ url: flaky.url, secrets: [secret] });
  await tenant.createWebhook({ url: steady.url, secrets: [newSecret()] });
  start();
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  const rows = await untilSettled(reportId);
  const row = rows.find(({ recipient }) => recipient === flakyId);
  expect(row).toMatchObject({ status: 'sent', attempts: 5, failures: 4, lastError: null });
  expect(new Set(flaky.calls.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([row?.messageId]));
  expect(new Set(flaky.calls.map(({ path }) => path))).toEqual(new Set(['/hooks']));
  for (const { body, headers } of flaky.calls) {
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  }
  expect(steady.calls).toHaveLength(1);
});

test('an endpoint that never answers is given up after its seconds, and says so', async () => {
  const endpoint = await listenWith(() => 'hang');
  await tenant.createWebhook({ url: endpoint.url, secrets: [newSecret()] });
  start({ maxAnswerMs: 200, schedules: { email: [], webhook: [] } });
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  const [row] = await untilSettled(reportId);
  expect(row).toMatchObject({ status: 'failed', lastError: 'The endpoint did not answer in 0.2 seconds.' });
});

test('410 Gone disables the webhook', async () => {
  const endpoint = await listenWith(() => 410);
  const webhookId = await tenant.createWebhook({ url: endpoint.url, secrets: [newSecret()] });
  start();
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  const [row] = await untilSettled(reportId);
  expect(row).toMatchObject({
    status: 'failed',
    attempts: 1,
    lastError: expect.stringContaining('410 Gone'),
  });
  const webhook = await platform.database.withWorkspace(tenant.workspaceId, async (transaction) => {
    const [found] = await transaction.select().from(webhooks).where(eq(webhooks.id, webhookId));
    return found;
  });
  expect(webhook?.disabledAt).toBeInstanceOf(Date);
  const next = await tenant.createReport({ emails: [] });
  const eventId = await tenant.announce(next);
  await vi.waitUntil(
    async () =>
      (await platform.systemDatabase.sql`select from inbox where event_id = ${eventId}`).length === 1,
    { timeout: patienceMs },
  );
  expect(await tenant.deliveriesOf(next)).toHaveLength(0);
  expect(endpoint.calls).toHaveLength(1);
});

test('Retry-After is heard', async () => {
  const endpoint = await listenWith(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
  await tenant.createWebhook({ url: endpoint.url, secrets: [newSecret()] });
  start();
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.failures === 1, {
    timeout: patienceMs,
  });
  const [row] = await tenant.deliveriesOf(reportId);
  expect(row?.status).toBe('pending');
  expect((row?.nextAttemptAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
});

test('bodies are what the webhooks section of the OpenAPI document says, without data and links', async () => {
  const endpoint = await listenWith();
  await tenant.createWebhook({ url: endpoint.url, secrets: [newSecret()] });
  start();
  for (const options of [{}, { format: 'json' }, { status: 'failed' }] as const) {
    const reportId = await tenant.createReport(options);
    await tenant.announce(reportId);
    await untilSettled(reportId);
  }
  const bodies = endpoint.calls.map(({ body }) => JSON.parse(body) as { type: string; data: object });
  expect(bodies.map(({ type }) => type)).toEqual(['report.completed', 'report.completed', 'report.failed']);
  for (const body of bodies) {
    expect(findDocumentedFaults(body)).toEqual([]);
    expect(Object.keys(body.data)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^data$|url/)]));
  }
  const done = { type: 'report.completed', data: { ...bodies[0]?.data, status: 'done' } };
  expect(findDocumentedFaults(done)).toEqual(
    expect.arrayContaining([expect.stringContaining('/data/status')]),
  );
});

test('a delivered report whose records changed is told of once a day, with what changed', async () => {
  const endpoint = await listenWith();
  await tenant.createWebhook({
    url: endpoint.url,
    events: ['report.completed', 'report.restated'],
    secrets: [newSecret()],
  });
  start();
  const [delivered, untold] = [await tenant.createReport(), await tenant.createReport()];
  await tenant.announce(delivered);
  await untilSettled(delivered);
  const announce = () => announceRestated(platform);
  expect(await announce()).toBe(0);

  const change = (id: string) =>
    platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
      transaction.execute(sql`
        insert into evaluations (workspace_id, id, campaign_id, agent_id, evaluated_at, score, passed, parameters,
          parameter_scores, parameter_max_scores, parameter_passed, version)
        values (${tenant.workspaceId}, ${id}, 'c', 'a', '2024-02-01T10:00:00Z', 1, true, '{}', '{}', '{}', '{}', 1)`),
    );
  await change('late');
  expect(await announce()).toBe(1);
  await untilSettled(delivered);
  const bodies = endpoint.calls.map(({ body }) => JSON.parse(body) as { type: string; data: object });
  expect(bodies.map(({ type }) => type)).toEqual(['report.completed', 'report.restated']);
  expect(bodies[1]?.data).toMatchObject({ report_id: delivered, restated: { kinds: ['evaluations'] } });
  expect(findDocumentedFaults(bodies[1] ?? { type: '' })).toEqual([]);
  expect(await tenant.deliveriesOf(untold)).toEqual([]);

  await change('later');
  expect(await announce()).toBe(0);
  await platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
    transaction.execute(
      sql`update reports set restated_at = restated_at - interval '1 day' where id = ${delivered} and workspace_id = ${tenant.workspaceId}`,
    ),
  );
  expect(await announce()).toBe(1);
  await vi.waitUntil(() => endpoint.calls.length === 3, { timeout: patienceMs });
  const ids = endpoint.calls.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(3);
  expect(await announce()).toBe(0);
});

test('24 hours after a change the old secret signs no more', async () => {
  const endpoint = await listenWith();
  const [fresh, old] = [newSecret(), newSecret()];
  const webhookId = await tenant.createWebhook({ url: endpoint.url, secrets: [old] });
  const change = (values: Partial<typeof webhooks.$inferInsert>) =>
    platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
      transaction
        .update(webhooks)
        .set(values)
        .where(and(eq(webhooks.id, webhookId), eq(webhooks.workspaceId, tenant.workspaceId)))
        .returning(),
    );
  const [changed] = await change({ secrets: [fresh, old] });
  const hoursLeft = ((changed?.oldSecretUntil?.getTime() ?? 0) - Date.now()) / 3_600_000;
  expect(hoursLeft).toBeGreaterThan(23.9);
  expect(hoursLeft).toBeLessThan(24.1);
  await change({ oldSecretUntil: new Date(Date.now() - 1_000) });
  start();
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  await untilSettled(reportId);
  const verify = (secret: string) =>
    new Webhook(secret).verify(
      endpoint.calls[0]?.body ?? '',
      endpoint.calls[0]?.headers as Record<string, string>,
    );
  expect(() => verify(fresh)).not.toThrow();
  expect(() => verify(old)).toThrow();
});

test('while a secret is replaced, both the old and the new one verify', async () => {
  const endpoint = await listenWith();
  const [fresh, old] = [newSecret(), newSecret()];
  await tenant.createWebhook({ url: endpoint.url, secrets: [fresh, old] });
  start();
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  await untilSettled(reportId);
  const [call] = endpoint.calls;
  for (const secret of [fresh, old]) {
    expect(() =>
      new Webhook(secret).verify(call?.body ?? '', call?.headers as Record<string, string>),
    ).not.toThrow();
  }
});

test('a test of a webhook is delivered like any message', async () => {
  const endpoint = await listenWith();
  const secret = newSecret();
  const webhookId = await tenant.createWebhook({ url: endpoint.url, secrets: [secret] });
  start();
  const id = createId('dlv');
  await platform.database.withWorkspace(tenant.workspaceId, async (transaction) => {
    await transaction.insert(deliveries).values({
      id,
      workspaceId: tenant.workspaceId,
      channel: 'webhook',
      recipient: webhookId,
      event: 'test',
      messageId: id,
    });
  });
  await vi.waitUntil(() => endpoint.calls.length === 1, { timeout: patienceMs });
  const [call] = endpoint.calls;
  expect(new Webhook(secret).verify(call?.body ?? '', call?.headers as Record<string, string>)).toMatchObject(
    {
      type: 'test',
      data: { webhook_id: webhookId },
    },
  );
});

test.each([
  ['a loopback address', (port: number) => `http://127.0.0.1:${port}/`],
  ['a name that resolves to loopback', (port: number) => `http://localhost:${port}/`],
  ['loopback written as a number', (port: number) => `http://2130706433:${port}/`],
  ['IPv6 loopback', (port: number) => `http://[::1]:${port}/`],
])('%s is not called, whatever was registered', async (_, urlOf) => {
  const endpoint = await listenWith();
  await tenant.createWebhook({ url: urlOf(endpoint.port), secrets: [newSecret()] });
  start({ allowPrivate: false, schedules: { email: [], webhook: [] } });
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  const [row] = await untilSettled(reportId);
  expect(row).toMatchObject({
    status: 'failed',
    lastError: expect.stringContaining('not on the public internet'),
  });
  expect(endpoint.calls).toHaveLength(0);
});

test('plain http is not called in production', async () => {
  const endpoint = await listenWith();
  await tenant.createWebhook({ url: endpoint.url, secrets: [newSecret()] });
  start({ httpsOnly: true });
  const reportId = await tenant.createReport();
  await tenant.announce(reportId);
  const [row] = await untilSettled(reportId);
  expect(row).toMatchObject({ status: 'failed', lastError: expect.stringContaining('not https') });
  expect(endpoint.calls).toHaveLength(0);
});

test('a workspace whose endpoint hangs does not hold up another', async () => {
  const hanging = await listenWith(() => 'hang');
  const other = await platform.createWorkspace('Other');
  const quick = await listenWith();
  await tenant.createWebhook({ url: hanging.url, secrets: [newSecret()] });
  await other.createWebhook({ url: quick.url, secrets: [newSecret()] });
  const reports = await Promise.all(Array.from({ length: 40 }, () => tenant.createReport()));
  start({ maxAnswerMs: 120_000 });
  for (const reportId of reports) await tenant.announce(reportId);
  await vi.waitUntil(() => hanging.calls.length === 8, { timeout: patienceMs });
  const reportId = await other.createReport();
  await other.announce(reportId);
  await vi.waitUntil(() => quick.calls.length === 1, { timeout: patienceMs });
  expect(hanging.calls).toHaveLength(8);
});
