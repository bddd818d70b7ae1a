import { connectMessaging } from '@reports/messaging';
import { deliveries } from '@reports/database';
import { createId } from '@reports/service';
import { connectStorage } from '@reports/storage';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { claimDeliveries } from '../src/ledger/claim-deliveries.ts';
import { createLedger } from '../src/ledger/note-outcome.ts';
import type { Notifier } from '../src/notifier.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import { type Conduct, startScriptedSmtpServer } from './support/scripted-smtp-server.ts';
import { startTestNotifier, type TestNotifierOptions } from './support/start-notifier.ts';
import type { Tenant } from './support/tenant.ts';

/** A busy machine takes its time; a healthy one does not come near. */
const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });

let platform: TestPlatform;
const running: { stop: () => Promise<void> }[] = [];

beforeAll(async () => {
  platform = await createTestPlatform();
});
afterAll(() => platform.close());

beforeEach(async () => {
  await platform.systemDatabase.sql`delete from deliveries`;
});
afterEach(async () => {
  for (const { stop } of running.splice(0)) await stop();
});

const start = (options: TestNotifierOptions, using: Partial<TestPlatform> = {}): Notifier => {
  const notifier = startTestNotifier({ ...platform, ...using }, options);
  running.push(notifier);
  return notifier;
};

const serve = async (conduct?: () => Conduct) => {
  const server = await startScriptedSmtpServer(conduct);
  running.unshift({ stop: server.close });
  return server;
};

/** Due e-mails as the ledger holds them, without their events. */
const owe = async (tenant: Tenant, count: number): Promise<string> => {
  const reportId = await tenant.createReport();
  await platform.database.withWorkspace(tenant.workspaceId, async (transaction) => {
    const rows = Array.from({ length: count }, (_, n) => {
      const id = createId('dlv');
      return {
        id,
        workspaceId: tenant.workspaceId,
        reportId,
        channel: 'email' as const,
        recipient: `reader-${n}@example.com`,
        event: 'report.completed' as const,
        messageId: `<${id}@example.com>`,
      };
    });
    await transaction.insert(deliveries).values(rows);
  });
  return reportId;
};

const claim = (max: number, { leaseMs = 60_000, maxPerWorkspace = 100, inHand = [] as string[] } = {}) =>
  claimDeliveries(platform.systemDatabase, { channel: 'email', max, maxPerWorkspace, leaseMs, inHand });

test('a workspace with a backlog takes turns with the others', async () => {
  const tenants = await Promise.all(['A', 'B', 'C'].map((name) => platform.createWorkspace(name)));
  const [large, small, other] = tenants;
  if (!large || !small || !other) throw new Error('unreachable');
  await owe(large, 300);
  await owe(small, 1);
  await owe(other, 2);
  const first = await claim(3);
  expect(first.map(({ workspaceId }) => workspaceId).toSorted()).toEqual(
    tenants.map(({ workspaceId }) => workspaceId).toSorted(),
  );
  // The large one has one in hand, so the other's second comes before its own.
  expect((await claim(1))[0]?.workspaceId).toBe(large.workspaceId);
  expect((await claim(1))[0]?.workspaceId).toBe(other.workspaceId);
  expect(await claim(400, { maxPerWorkspace: 1_000 })).toHaveLength(298);
});

test('a workspace has no more in hand than its share, over all notifiers', async () => {
  const tenant = await platform.createWorkspace();
  await owe(tenant, 20);
  expect(await claim(5, { maxPerWorkspace: 8 })).toHaveLength(5);
  expect(await claim(5, { maxPerWorkspace: 8 })).toHaveLength(3);
  expect(await claim(5, { maxPerWorkspace: 8 })).toHaveLength(0);
});

test('many at once claim each delivery once', async () => {
  const tenant = await platform.createWorkspace();
  await owe(tenant, 200);
  const claimed: string[] = [];
  for (let round = 0; claimed.length < 200 && round < 50; round += 1) {
    const batches = await Promise.all(Array.from({ length: 6 }, () => claim(10, { maxPerWorkspace: 1_000 })));
    claimed.push(...batches.flat().map(({ id }) => id));
  }
  expect(claimed).toHaveLength(200);
  expect(new Set(claimed).size).toBe(200);
});

test('a claim whose process ended is taken over, counts as a failure, and its late result is not heard', async () => {
  const tenant = await platform.createWorkspace();
  await owe(tenant, 1);
  const ledger = createLedger(platform.systemDatabase);
  const [first] = await claim(1, { leaseMs: 1 });
  if (!first) throw new Error('unreachable');
  expect(first).toMatchObject({ attempts: 1, failures: 0 });
  const [second] = await vi.waitUntil(
    async () => {
      const claims = await claim(1);
      return claims.length > 0 && claims;
    },
    { timeout: 10_000 },
  );
  expect(second).toMatchObject({ id: first.id, attempts: 2, failures: 1 });
  await ledger.noteFailure(first, 'late', 3_600);
  await ledger.noteGivenUp(first, 'late');
  expect(await tenant.findDelivery(first.id)).toMatchObject({ status: 'pending', lastError: null });
  expect(await ledger.renew([first], 1_000)).toEqual([]);
  await ledger.noteSent(first);
  expect(await tenant.findDelivery(first.id)).toMatchObject({ status: 'sent' });
});

test('a claim that was settled is not renewed: it waits for its next try alone', async () => {
  const tenant = await platform.createWorkspace();
  await owe(tenant, 1);
  const ledger = createLedger(platform.systemDatabase);
  const [first] = await claim(1);
  if (!first) throw new Error('unreachable');
  expect(await ledger.renew([first], 60_000)).toEqual([first.id]);
  await ledger.noteFailure(first, 'refused', 0);
  expect(await ledger.renew([first], 60_000)).toEqual([]);
  expect(await claim(1)).toMatchObject([{ id: first.id, attempts: 2, failures: 1 }]);
});

test('what is in hand is not claimed again, even when its lease could not be kept', async () => {
  const tenant = await platform.createWorkspace();
  await owe(tenant, 1);
  const [first] = await claim(1, { leaseMs: 1 });
  expect(await claim(1, { inHand: [first?.id ?? ''] })).toEqual([]);
});

test('an attempt that takes longer than its lease keeps it', async () => {
  const tenant = await platform.createWorkspace();
  let slow = true;
  const server = await serve(() => (slow ? 'hang' : 'go'));
  const times = { connectMs: 5_000, greetingMs: 4_000, silenceMs: 4_000, idleMs: 2_000 };
  const options = { leaseMs: 1_500, times, mailSlots: 1, schedules: { email: [3_600], webhook: [] } };
  start({ smtpUrl: server.url, ...options });
  start({ smtpUrl: server.url, ...options });
  const reportId = await owe(tenant, 1);
  await vi.waitUntil(async () => ((await tenant.deliveriesOf(reportId))[0]?.failures ?? 0) > 0, {
    timeout: patienceMs,
  });
  const [row] = await tenant.deliveriesOf(reportId);
  expect(row?.attempts).toBe(1);
  slow = false;
  // Sooner than its pause, as a resend has it.
  await platform.systemDatabase.sql`update deliveries set next_attempt_at = now()`;
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.status === 'sent', {
    timeout: patienceMs,
  });
});

test('two notifiers share the work and send nothing twice', async () => {
  const tenant = await platform.createWorkspace();
  const server = await serve();
  start({ smtpUrl: server.url });
  start({ smtpUrl: server.url });
  const reportId = await owe(tenant, 40);
  await vi.waitUntil(
    async () => (await tenant.deliveriesOf(reportId)).every(({ status }) => status === 'sent'),
    { timeout: patienceMs },
  );
  expect(server.accepted).toHaveLength(40);
  expect(new Set(server.accepted.map(({ messageId }) => messageId)).size).toBe(40);
});

test('mail waits while its server is away, and goes out when it is back', async () => {
  const tenant = await platform.createWorkspace();
  const gone = await startScriptedSmtpServer();
  await gone.close();
  start({ smtpUrl: gone.url });
  const reportId = await tenant.createReport({ emails: ['ann@example.com'] });
  await tenant.announce(reportId);
  await vi.waitUntil(async () => ((await tenant.deliveriesOf(reportId))[0]?.failures ?? 0) > 0, {
    timeout: patienceMs,
  });
  expect((await tenant.deliveriesOf(reportId))[0]).toMatchObject({
    status: 'pending',
    lastError: expect.stringContaining('ECONNREFUSED'),
  });
  const server = await startScriptedSmtpServer(() => 'go', { port: gone.port });
  running.unshift({ stop: server.close });
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.status === 'sent', {
    timeout: patienceMs,
  });
  expect(server.accepted).toHaveLength(1);
});

test('a delivery that waits for storage fails no try, is shown to operators, and goes out when storage works', async () => {
  const tenant = await platform.createWorkspace();
  const server = await serve();
  const storage = connectStorage({
    endpoint: platform.environment['S3_ENDPOINT'] ?? '',
    accessKey: platform.environment['S3_ACCESS_KEY'] ?? '',
    secretKey: platform.environment['S3_SECRET_KEY'] ?? '',
    bucket: 'nobody-made-this-bucket',
    retentionDays: {},
  });
  // A single failed try would be the last one.
  const schedules = { email: [], webhook: [] };
  const waiting = start({ smtpUrl: server.url, schedules }, { storage });
  const reportId = await owe(tenant, 1);
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.lastError, {
    timeout: patienceMs,
  });
  const [row] = await tenant.deliveriesOf(reportId);
  expect(row).toMatchObject({ status: 'pending', failures: 0, lastError: expect.stringContaining('bucket') });
  expect(platform.messaging.waits.list()).toMatchObject([{ code: 'bucket_missing', items: 1 }]);
  await waiting.stop();
  start({ smtpUrl: server.url, schedules });
  await platform.systemDatabase.sql`update deliveries set next_attempt_at = now()`;
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.status === 'sent', {
    timeout: patienceMs,
  });
  expect(platform.messaging.waits.list()).toEqual([]);
});

test('after its last pause a delivery is given up', async () => {
  const tenant = await platform.createWorkspace();
  const server = await serve(() => 'refuse for now');
  start({ smtpUrl: server.url, schedules: { email: [0.05, 0.05], webhook: [] } });
  const reportId = await owe(tenant, 1);
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.status === 'failed', {
    timeout: patienceMs,
  });
  expect((await tenant.deliveriesOf(reportId))[0]).toMatchObject({ attempts: 3, failures: 3 });
});

test('a delivery is not called failed before the operators can hear of it', async () => {
  const tenant = await platform.createWorkspace();
  const server = await serve(() => 'refuse for good');
  const away = connectMessaging({ url: 'nats://127.0.0.1:1', name: 'away', log: platform.log });
  running.push({ stop: away.close });
  start({ smtpUrl: server.url }, { messaging: away });
  const reportId = await owe(tenant, 1);
  await vi.waitUntil(async () => ((await tenant.deliveriesOf(reportId))[0]?.failures ?? 0) > 0, {
    timeout: patienceMs,
  });
  const [row] = await tenant.deliveriesOf(reportId);
  expect(row).toMatchObject({ status: 'pending', lastError: expect.stringContaining('550') });
});

test('a stop gives back what it cannot finish, and that is no failure', async () => {
  const tenant = await platform.createWorkspace();
  let reached = false;
  const server = await serve(() => {
    reached = true;
    return 'hang';
  });
  const times = { connectMs: 60_000, greetingMs: 60_000, silenceMs: 60_000, idleMs: 60_000 };
  const notifier = start({ smtpUrl: server.url, times });
  const reportId = await owe(tenant, 1);
  await vi.waitUntil(() => reached, { timeout: patienceMs });
  await notifier.stop();
  expect((await tenant.deliveriesOf(reportId))[0]).toMatchObject({
    status: 'pending',
    attempts: 1,
    failures: 0,
    leasedUntil: null,
  });
});

test('a delivery that ends its process again and again is refused in the end', async () => {
  const tenant = await platform.createWorkspace();
  const server = await serve();
  const reportId = await owe(tenant, 1);
  await platform.systemDatabase.sql`update deliveries set failures = 7 where report_id = ${reportId}`;
  start({ smtpUrl: server.url, schedules: { email: [1, 1], webhook: [] } });
  await vi.waitUntil(async () => (await tenant.deliveriesOf(reportId))[0]?.status === 'failed', {
    timeout: patienceMs,
  });
  expect(server.accepted).toHaveLength(0);
});
