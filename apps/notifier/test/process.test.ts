import { spawn } from 'node:child_process';
import { engineSetting } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import { startScriptedSmtpServer } from './support/scripted-smtp-server.ts';
import { spawnNotifier, type NotifierProcess } from './support/spawn-notifier.ts';
import type { Tenant } from './support/tenant.ts';

/** A busy machine takes its time; a healthy one does not come near. */
const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });

let platform: TestPlatform;
let tenant: Tenant;

beforeAll(async () => {
  platform = await createTestPlatform();
  tenant = await platform.createWorkspace();
});
afterAll(() => platform.close());

const environment = (changes: Record<string, string> = {}) => ({
  ...platform.environment,
  LOG_LEVEL: 'info',
  ...changes,
});

const ask = async (notifier: NotifierProcess, path: string) => {
  const response = await fetch(`http://127.0.0.1:${await notifier.port}${path}`);
  return { status: response.status, body: await response.text() };
};

interface InboxMail {
  id: string;
  subject: string;
  to: { address: string }[];
  attachments: { fileName?: string; filename?: string }[];
}

test('an e-mail reaches the inbox of the platform, and the process stops in order', async () => {
  const address = `inbox-${Date.now()}@example.com`;
  const notifier = spawnNotifier(environment());
  const reportId = await tenant.createReport({ emails: [address] });
  await tenant.announce(reportId);
  const inbox = async (): Promise<InboxMail[]> => {
    const response = await fetch(`${engineSetting('MAIL_URL')}/api/email`);
    return (await response.json()) as InboxMail[];
  };
  const mail = await vi.waitUntil(
    async () => (await inbox()).find(({ to }) => to.some((recipient) => recipient.address === address)),
    { timeout: patienceMs, interval: 100 },
  );
  expect(mail.subject).toBe('QA performance: 29 January – 4 February 2024');
  // The file, and the chart that the mail shows.
  expect(mail.attachments).toHaveLength(2);
  await vi.waitUntil(async () => (await ask(notifier, '/readyz')).status === 200, { timeout: patienceMs });
  expect((await ask(notifier, '/healthz')).status).toBe(200);
  const { body } = await ask(notifier, '/metrics');
  expect(body).toMatch(/reports_delivery_attempts_total\{channel="email",result="sent",[^}]*\} 1/);
  expect(await notifier.end('SIGTERM')).toBe(0);
});

test('readiness says that the mail server is away, and the service stays up', async () => {
  const gone = await startScriptedSmtpServer();
  await gone.close();
  const notifier = spawnNotifier(environment({ SMTP_URL: gone.url }));
  await vi.waitUntil(
    async () => {
      const { checks } = JSON.parse((await ask(notifier, '/readyz')).body) as {
        checks: Record<string, string>;
      };
      return Object.entries(checks).every(([name, result]) => (name === 'smtp') === (result !== 'ok'));
    },
    { timeout: patienceMs, interval: 100 },
  );
  const { status, body } = await ask(notifier, '/readyz');
  expect(status).toBe(503);
  expect(JSON.parse(body)).toMatchObject({ checks: { smtp: expect.stringContaining('ECONNREFUSED') } });
  const reportId = await tenant.createReport({ emails: ['waits@example.com'] });
  await tenant.announce(reportId);
  await vi.waitUntil(async () => ((await tenant.deliveriesOf(reportId))[0]?.failures ?? 0) > 0, {
    timeout: patienceMs,
  });
  expect((await ask(notifier, '/metrics')).body).toMatch(
    /reports_pending_deliveries\{channel="email",[^}]*\} 1/,
  );
  expect(await notifier.end('SIGTERM')).toBe(0);
});

test('every fault of the environment is named at once', async () => {
  const { SMTP_URL: _smtp, ...incomplete } = platform.environment;
  const output: string[] = [];
  const child = spawn(process.execPath, [new URL('../src/main.ts', import.meta.url).pathname], {
    env: { PATH: process.env['PATH'], ...incomplete, SIGNING_KEY: 'short', MAIL_FROM: 'nobody' },
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => output.push(chunk));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code).toBe(1);
  for (const name of ['SMTP_URL', 'SIGNING_KEY', 'MAIL_FROM']) expect(output.join('')).toContain(name);
});
