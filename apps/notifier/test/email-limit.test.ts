import { workspaces } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Notifier } from '../src/notifier.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from './support/scripted-smtp-server.ts';
import { startTestNotifier } from './support/start-notifier.ts';
import type { DeliveryRow, Tenant } from './support/tenant.ts';

const dayMs = 24 * 3_600_000;
const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });

let platform: TestPlatform;
let tenant: Tenant;
let server: ScriptedSmtpServer;
let notifier: Notifier;
/** Addresses whose first mail the server wants later. */
const greylisted = new Set<string>();

beforeAll(async () => {
  // A day that ends in the middle of a test would begin its limit again.
  await vi.waitUntil(() => dayMs - (Date.now() % dayMs) > patienceMs, {
    timeout: 2 * patienceMs,
    interval: 500,
  });
  platform = await createTestPlatform();
}, 3 * patienceMs);
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await platform.createWorkspace();
  server = await startScriptedSmtpServer(({ stage, recipient }) =>
    stage === 'rcpt' && greylisted.delete(recipient) ? 'refuse for now' : 'go',
  );
  notifier = startTestNotifier(platform, { smtpUrl: server.url, maxEmailsPerDay: 3 });
});
afterEach(async () => {
  await notifier.stop();
  await server.close();
});

const until = async (reportId: string, isSo: (rows: DeliveryRow[]) => boolean) => {
  await vi.waitUntil(async () => isSo(await tenant.deliveriesOf(reportId)), { timeout: patienceMs });
  return tenant.deliveriesOf(reportId);
};
const run = (statement: string) =>
  platform.database.withWorkspace(tenant.workspaceId, (transaction) => transaction.execute(statement));

test('mail beyond the limit of the day waits for the next one and fails nothing', async () => {
  const emails = Array.from({ length: 5 }, (_, n) => `a${n}@example.com`);
  // What the server does not take does not count.
  for (const email of emails) greylisted.add(email);
  const reportId = await tenant.createReport({ emails });
  await tenant.announce(reportId);
  const rows = await until(
    reportId,
    (found) =>
      found.filter(({ status }) => status === 'sent').length === 3 &&
      found.filter(({ lastError }) => /3 e-mails of this day/.test(lastError ?? '')).length === 2,
  );
  expect(server.accepted).toHaveLength(3);
  const midnight = new Date();
  midnight.setUTCHours(24, 0, 0, 0);
  for (const { nextAttemptAt } of rows.filter(({ status }) => status === 'pending')) {
    expect(Math.abs((nextAttemptAt?.getTime() ?? 0) - midnight.getTime())).toBeLessThan(10_000);
  }

  // Another workspace is not concerned.
  const other = await platform.createWorkspace();
  const otherReport = await other.createReport({ emails: ['b@example.com'] });
  await other.announce(otherReport);
  await vi.waitUntil(() => server.accepted.length === 4, { timeout: patienceMs });

  // As if the day were over.
  await run(`update email_counts set day = day - 1 where workspace_id = '${tenant.workspaceId}'`);
  await run(
    `update deliveries set next_attempt_at = now() where status = 'pending' and workspace_id = '${tenant.workspaceId}'`,
  );
  await until(reportId, (found) => found.every(({ status }) => status === 'sent'));
  expect(server.accepted.map(({ recipient }) => recipient).toSorted()).toEqual([...emails, 'b@example.com']);
  // Each is in the audit log once, however often it was tried.
  const told = await run(
    `select actor, recipient from audit_log where action = 'sendEmail' order by recipient`,
  );
  expect([...told]).toEqual(emails.map((recipient) => ({ actor: 'mail', recipient })));
  const counts = await run('select emails from email_counts');
  expect([...counts]).toEqual([{ emails: 2 }]);
});

test('an address of a domain that is no longer allowed gets nothing, and the ledger says why', async () => {
  const reportId = await tenant.createReport({ emails: ['ann@Allowed.example', 'bob@other.example'] });
  await platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
    transaction
      .update(workspaces)
      .set({ allowedRecipientDomains: ['allowed.example'] })
      .where(eq(workspaces.id, tenant.workspaceId)),
  );
  await tenant.announce(reportId);
  const rows = await until(
    reportId,
    (found) => found.length === 2 && found.every(({ status }) => status !== 'pending'),
  );
  expect(
    Object.fromEntries(rows.map(({ recipient, status, lastError }) => [recipient, [status, lastError]])),
  ).toEqual({
    'ann@Allowed.example': ['sent', null],
    'bob@other.example': ['failed', 'The workspace does not allow mail to the domain of this address.'],
  });
  expect(server.accepted.map(({ recipient }) => recipient)).toEqual(['ann@allowed.example']);
});
