import { reports } from '@reports/database';
import { asc, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { simpleParser } from 'mailparser';
import type { Notifier } from '../src/notifier.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import { qaSummary } from './support/qa-summary.ts';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from './support/scripted-smtp-server.ts';
import { startTestNotifier } from './support/start-notifier.ts';
import type { Tenant } from './support/tenant.ts';

const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });

let platform: TestPlatform;
let tenant: Tenant;
let server: ScriptedSmtpServer;
let notifiers: Notifier[];

beforeAll(async () => {
  platform = await createTestPlatform();
  tenant = await platform.createWorkspace();
});
afterAll(() => platform.close());
beforeEach(async () => {
  server = await startScriptedSmtpServer(() => 'go');
  notifiers = [1, 2].map(() => startTestNotifier(platform, { smtpUrl: server.url }));
});
afterEach(async () => {
  await Promise.all(notifiers.map(({ stop }) => stop()));
  await server.close();
});

const emails = ['qa@example.com'];
const runOf = (sourceReportId: string, week: number, passRate: number | null, more = {}) =>
  tenant.createReport({
    emails,
    sourceReportId,
    scheduledFor: new Date(Date.UTC(2024, 0, 1 + 7 * week, 6)),
    summary: { ...qaSummary, pass_rate: passRate },
    ...more,
  });
const rowsOf = (source: string) =>
  platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
    transaction
      .select()
      .from(reports)
      .where(eq(reports.sourceReportId, source))
      .orderBy(asc(reports.scheduledFor)),
  );
/** Until the notifier has written down what the report's end owes. */
const recorded = (reportId: string) =>
  vi.waitUntil(
    async () =>
      platform.database.withWorkspace(tenant.workspaceId, async (transaction) => {
        const [row] = await transaction.select().from(reports).where(eq(reports.id, reportId));
        return row?.deliveriesRecordedAt !== null;
      }),
    { timeout: patienceMs },
  );
const sent = (reportId: string) =>
  vi.waitUntil(async () => (await tenant.deliveriesOf(reportId)).some(({ status }) => status === 'sent'), {
    timeout: patienceMs,
  });

test('a condition mails a run once when it comes and once when it goes, however often the end is told', async () => {
  const source = await tenant.createSchedule({ deliver_if: { figure: 'pass_rate', below: 0.8 } });
  const values = [0.85, 0.75, 0.7, null, 0.9];
  for (const [week, value] of values.entries()) {
    const id = await runOf(source, week, value);
    await Promise.all([tenant.announce(id), tenant.announce(id)]);
    await recorded(id);
    // Told again by another event, and with the row as the scheduler's repair leaves it.
    await tenant.announce(id);
  }
  const runs = await rowsOf(source);
  expect(
    runs.map(({ mailDecision }) => [mailDecision?.mailed, mailDecision?.reason, mailDecision?.value]),
  ).toEqual([
    [false, 'as_before', 0.85],
    [true, 'became_true', 0.75],
    [false, 'as_before', 0.7],
    [false, 'no_value', null],
    [true, 'recovered', 0.9],
  ]);
  const [, came, , , went] = runs;
  await Promise.all([sent(came?.id ?? ''), sent(went?.id ?? '')]);
  const counts = await Promise.all(runs.map(async ({ id }) => (await tenant.deliveriesOf(id)).length));
  expect(counts).toEqual([0, 1, 0, 0, 1]);
  const texts = await Promise.all(
    server.accepted.map(async ({ source: mail }) => (await simpleParser(mail)).text),
  );
  expect(texts.toSorted((one = '', other = '') => one.localeCompare(other))).toEqual([
    expect.stringContaining('is 75%, below 80%.'),
    expect.stringContaining('is 90%, no longer below 80%.'),
  ]);
});

test('a run whose slot is before one that was decided tells nothing; ends that come at once are decided one by one', async () => {
  const source = await tenant.createSchedule({ deliver_if: { figure: 'pass_rate', below: 0.8 } });
  const [late, ...others] = await Promise.all([0, 1, 2, 3].map((week) => runOf(source, week, 0.5)));
  await Promise.all(others.map((id) => tenant.announce(id)));
  await Promise.all(others.map(recorded));
  await tenant.announce(late ?? '');
  await recorded(late ?? '');
  const decisions = (await rowsOf(source)).map(({ mailDecision }) => mailDecision);
  expect(decisions.filter((decision) => decision?.mailed)).toHaveLength(1);
  expect(decisions[0]).toMatchObject({ mailed: false, reason: 'late', value: 0.5 });
});

test('a failed run is mailed whatever the condition', async () => {
  const source = await tenant.createSchedule({ deliver_if: { figure: 'pass_rate', below: 0.8 } });
  const id = await runOf(source, 0, 0.9, { status: 'failed' });
  await tenant.announce(id);
  await sent(id);
});

test('a run without rows is skipped where that was asked for, and webhooks hear of it all the same', async () => {
  const hook = await tenant.createWebhook({
    url: 'http://127.0.0.1:1/hook',
    secrets: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDmMrsw8Px2hc='],
  });
  const source = await tenant.createSchedule({ skip_if_empty: true });
  const [empty, full] = [await runOf(source, 0, null, { rowCount: 0 }), await runOf(source, 1, 0.9)];
  for (const id of [empty, full]) await tenant.announce(id);
  await sent(full);
  await recorded(empty);
  expect((await tenant.deliveriesOf(empty)).map(({ channel, recipient }) => [channel, recipient])).toEqual([
    ['webhook', hook],
  ]);
  expect((await rowsOf(source)).map(({ mailDecision }) => mailDecision?.reason)).toEqual([
    'empty',
    undefined,
  ]);
});

test('with attach: false the file stays behind its link', async () => {
  const source = await tenant.createSchedule({ attach: false });
  const id = await runOf(source, 0, 0.9);
  await tenant.announce(id);
  await sent(id);
  const mail = await simpleParser(server.accepted[0]?.source ?? '');
  expect(mail.attachments.filter(({ related }) => !related)).toEqual([]);
  expect(mail.text).toMatch(/The file \S+\.pdf is \d+ bytes\. Use the link above\./);
  expect(mail.text).toContain(`/signed/${id}.pdf?token=`);
});
