import { verifySignature, verifyUnsubscribe } from '@reports/signing';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Notifier } from '../src/notifier.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from './support/scripted-smtp-server.ts';
import { startTestNotifier } from './support/start-notifier.ts';
import type { Tenant } from './support/tenant.ts';

/** A busy machine takes its time; a healthy one does not come near. */
const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });

let platform: TestPlatform;
let tenant: Tenant;
let server: ScriptedSmtpServer;
let notifier: Notifier;
/** Addresses that the server refuses for good. */
const refused = new Set<string>();
/** Mails over it the server refuses for their size. */
const maxBytes = 500_000;

beforeAll(async () => {
  platform = await createTestPlatform();
  tenant = await platform.createWorkspace();
});
afterAll(() => platform.close());

beforeEach(async () => {
  server = await startScriptedSmtpServer(({ stage, recipient, bytes }) => {
    if (stage === 'rcpt' && refused.has(recipient)) return 'refuse for good';
    return stage === 'message' && bytes > maxBytes ? 'refuse the size' : 'go';
  });
  notifier = startTestNotifier(platform, { smtpUrl: server.url });
});
afterEach(async () => {
  await notifier.stop();
  await server.close();
});

const settled = async (reportId: string, count: number) => {
  await vi.waitUntil(
    async () => {
      const rows = await tenant.deliveriesOf(reportId);
      return rows.length === count && rows.every(({ status }) => status !== 'pending');
    },
    { timeout: patienceMs },
  );
  return tenant.deliveriesOf(reportId);
};

const mailTo = (address: string) => {
  const mail = server.accepted.find(({ recipient }) => recipient === address);
  if (!mail) throw new Error(`There is no mail to ${address}`);
  return simpleParser(mail.source);
};

test('a completed report is mailed as text and HTML with its figures, its link and its file', async () => {
  const file = Buffer.from('%PDF-1.7 the report itself');
  const reportId = await tenant.createReport({ emails: ['ann@example.com'], file });
  await tenant.announce(reportId);
  const [delivery] = await settled(reportId, 1);
  expect(delivery).toMatchObject({
    channel: 'email',
    recipient: 'ann@example.com',
    event: 'report.completed',
    status: 'sent',
    attempts: 1,
    failures: 0,
    lastError: null,
    leasedUntil: null,
    nextAttemptAt: null,
  });
  expect(delivery?.sentAt).toBeInstanceOf(Date);
  const mail = await mailTo('ann@example.com');
  expect(mail.messageId).toBe(delivery?.messageId);
  expect(mail.messageId).toBe(`<${delivery?.id}@localhost>`);
  expect(mail.subject).toBe('QA performance: 29 January – 4 February 2024');
  expect(mail.from?.text).toContain('reports@localhost');
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail.headers.get('list')).toBeUndefined();
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain('Overall score');
    expect(body).toContain('85.2');
    expect(body).toContain('78%');
    expect(body).toContain('fewest for Product Pitch Accuracy (81%).');
  }
  const [link = ''] = /https:\S+\/signed\/\S+/.exec(mail.text ?? '') ?? [];
  const { pathname, searchParams } = new URL(link);
  expect(pathname).toBe(`/signed/${reportId}.pdf`);
  const signature = {
    signingKeys: [platform.environment['SIGNING_KEY'] ?? ''] as const,
    reportId,
    format: 'pdf' as const,
    token: searchParams.get('token') ?? '',
    expires: searchParams.get('expires') ?? '',
  };
  expect(verifySignature(signature)).toBe('valid');
  expect(mail.html).toContain(link.replaceAll('&', '&amp;').replaceAll('=', '&#x3D;'));
  const [image, attachment] = mail.attachments;
  expect(image).toMatchObject({ contentType: 'image/png', related: true, cid: 'chart@report' });
  expect(attachment).toMatchObject({
    filename: 'qa_performance_2024-01-29_2024-02-04.pdf',
    contentType: 'application/pdf',
    contentDisposition: 'attachment',
  });
  expect(attachment?.content.equals(file)).toBe(true);
});

test('a repeated completed event sends one e-mail', async () => {
  const reportId = await tenant.createReport({ emails: ['once@example.com'] });
  const eventId = await tenant.announce(reportId);
  await settled(reportId, 1);
  await platform.systemDatabase.sql`delete from inbox where event_id = ${eventId}`;
  await tenant.announce(reportId);
  const marker = await tenant.createReport({ emails: ['marker@example.com'] });
  await tenant.announce(marker);
  await settled(marker, 1);
  expect(await tenant.deliveriesOf(reportId)).toHaveLength(1);
  expect(server.accepted.filter(({ recipient }) => recipient === 'once@example.com')).toHaveLength(1);
});

test('an address that stands there twice gets one e-mail', async () => {
  const reportId = await tenant.createReport({
    emails: ['Bob@example.com', 'bob@example.com', ' bob@example.com'],
  });
  await tenant.announce(reportId);
  expect(await settled(reportId, 1)).toHaveLength(1);
  expect(server.accepted).toHaveLength(1);
});

test("one address's refusal is final for it, tells the operators, and sends nothing again to the others", async () => {
  refused.add('gone@example.com');
  const emails = ['carl@example.com', 'gone@example.com', 'dora@example.com'];
  const reportId = await tenant.createReport({ emails });
  await tenant.announce(reportId);
  const rows = await settled(reportId, 3);
  const failed = rows.find(({ recipient }) => recipient === 'gone@example.com');
  expect(failed).toMatchObject({
    status: 'failed',
    attempts: 1,
    lastError: 'The mail server answered: 550 5.1.1 no such user here',
  });
  expect(rows.filter(({ status }) => status === 'sent').map(({ attempts }) => attempts)).toEqual([1, 1]);
  expect(server.accepted.map(({ recipient }) => recipient).toSorted()).toEqual([
    'carl@example.com',
    'dora@example.com',
  ]);
  const { manager } = await platform.messaging.jetstream();
  const letter = await manager.streams.getMessage('DEAD_LETTERS', {
    last_by_subj: 'dead.notifier-deliveries',
  });
  expect(letter?.json()).toMatchObject({ delivery_id: failed?.id, report_id: reportId, channel: 'email' });
  expect(letter?.header.get('Reason')).toContain('no such user here');

  // A resend, as the api asks for it, once the address is fixed.
  refused.clear();
  await platform.database.withWorkspace(tenant.workspaceId, async (transaction) => {
    await transaction.execute(
      `update deliveries set status = 'pending', next_attempt_at = now(), failures = 0
       where workspace_id = '${tenant.workspaceId}' and id = '${failed?.id}'`,
    );
  });
  await vi.waitUntil(async () => (await tenant.findDelivery(failed?.id ?? ''))?.status === 'sent', {
    timeout: patienceMs,
  });
  expect((await mailTo('gone@example.com')).messageId).toBe(failed?.messageId);
  expect(server.accepted).toHaveLength(3);
});

test('a run of a schedule can be unsubscribed from by one click, and that stops one address alone', async () => {
  const sourceReportId = await tenant.createSchedule();
  const emails = ['Eve@example.com', 'fred@example.com'];
  const first = await tenant.createReport({ emails, sourceReportId });
  await tenant.announce(first);
  await settled(first, 2);
  const mail = await mailTo('Eve@example.com');
  expect(mail.subject).toBe('Weekly QA performance: 29 January – 4 February 2024');
  const source = server.accepted.find(({ recipient }) => recipient === 'Eve@example.com')?.source ?? '';
  expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  const [, url = ''] =
    /^List-Unsubscribe: <([^>]+)>/m.exec(source.replaceAll(/\r\n[ \t]+/g, ' ').replaceAll('> <', '')) ?? [];
  const { pathname, searchParams } = new URL(url.replaceAll(' ', ''));
  const value = (name: string) => searchParams.get(name) ?? '';
  expect(pathname).toBe('/unsubscribe');
  const subscription = verifyUnsubscribe([platform.environment['SIGNING_KEY'] ?? ''], {
    workspace: value('workspace'),
    report: value('report'),
    address: value('address'),
    token: value('token'),
  });
  expect(subscription).toEqual({
    workspaceId: tenant.workspaceId,
    reportId: sourceReportId,
    address: 'eve@example.com',
  });
  expect(mail.text).toContain('Unsubscribe this address:');

  await tenant.unsubscribe(sourceReportId, 'eve@example.com');
  const second = await tenant.createReport({ emails, sourceReportId });
  await tenant.announce(second);
  const rows = await settled(second, 1);
  expect(rows.map(({ recipient }) => recipient)).toEqual(['fred@example.com']);
});

test('an address that unsubscribes while its mail waits does not get it', async () => {
  const sourceReportId = await tenant.createSchedule();
  await notifier.stop();
  const reportId = await tenant.createReport({ emails: ['greg@example.com'], sourceReportId });
  const hanging = await startScriptedSmtpServer(() => 'refuse for now');
  notifier = startTestNotifier(platform, { smtpUrl: hanging.url });
  await tenant.announce(reportId);
  await vi.waitUntil(async () => ((await tenant.deliveriesOf(reportId))[0]?.failures ?? 0) > 0, {
    timeout: patienceMs,
  });
  await tenant.unsubscribe(sourceReportId, 'greg@example.com');
  const [delivery] = await settled(reportId, 1);
  await hanging.close();
  expect(delivery).toMatchObject({ status: 'failed', lastError: expect.stringContaining('unsubscribed') });
  expect(hanging.accepted).toHaveLength(0);
});

test('a report that failed is told of in words that say what to do', async () => {
  const reportId = await tenant.createReport({ emails: ['hana@example.com'], status: 'failed' });
  await tenant.announce(reportId);
  await settled(reportId, 1);
  const mail = await mailTo('hana@example.com');
  expect(mail.subject).toBe('Not made: QA performance, 29 January – 4 February 2024');
  expect(mail.attachments).toHaveLength(0);
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain('Something went wrong while it was being made');
    expect(body).not.toContain('The file store could not be reached');
    expect(body).toContain('ask for the report again');
    expect(body).toContain(reportId);
    expect(body).not.toContain('/signed/');
  }
});

test.each(['json', 'csv', 'xlsx', 'pdf'] as const)(
  'a report as %s is attached, with a link to it',
  async (format) => {
    const file = Buffer.from('{"calls_evaluated":842}');
    const address = `ivan+${format}@example.com`;
    const reportId = await tenant.createReport({ emails: [address], format, file });
    await tenant.announce(reportId);
    await settled(reportId, 1);
    const mail = await mailTo(address);
    const attached = mail.attachments.find(({ related }) => !related);
    expect(attached).toMatchObject({ filename: `qa_performance_2024-01-29_2024-02-04.${format}` });
    expect(attached?.content.toString()).toBe(file.toString());
    expect(mail.text).toContain(`/signed/${reportId}.${format}?token=`);
  },
);

test('a file over 10 MB stays behind its link, and the mail says so', async () => {
  const file = Buffer.alloc(8_000_000, 'x');
  const reportId = await tenant.createReport({ emails: ['jane@example.com'], format: 'csv', file });
  await tenant.announce(reportId);
  await settled(reportId, 1);
  const mail = await mailTo('jane@example.com');
  expect(mail.attachments.filter(({ related }) => !related)).toHaveLength(0);
  expect(mail.text).toContain('is 8 MB, too large to attach. Use the link above.');
});

test('a file that the mail server finds too large stays behind its link', async () => {
  const file = Buffer.alloc(600_000, 'x');
  const reportId = await tenant.createReport({ emails: ['jack@example.com'], file });
  await tenant.announce(reportId);
  const [row] = await settled(reportId, 1);
  expect(row).toMatchObject({ status: 'sent', attempts: 1 });
  const mail = await mailTo('jack@example.com');
  expect(mail.attachments.filter(({ related }) => !related)).toHaveLength(0);
  expect(mail.text).toContain('is 600 kB, too large to attach. Use the link above.');
});

test('an empty period is said in words instead of figures', async () => {
  const reportId = await tenant.createReport({ emails: ['kai@example.com'], rowCount: 0 });
  await tenant.announce(reportId);
  await settled(reportId, 1);
  const mail = await mailTo('kai@example.com');
  expect(mail.text).toContain('Nothing was recorded in this period');
  expect(mail.text).not.toContain('Overall score');
});

test('a dataset that is not as agreed costs the letter its figures, not the reader the letter', async () => {
  const reportId = await tenant.createReport({
    emails: ['lea@example.com'],
    summary: { calls_evaluated: 'many' },
  });
  await tenant.announce(reportId);
  await settled(reportId, 1);
  const mail = await mailTo('lea@example.com');
  expect(mail.text).not.toContain('Overall score');
  expect(mail.text).toContain('/signed/');
});

test('what a report says cannot break out of its place in the letter', async () => {
  const other = await platform.createWorkspace('<script>alert(1)</script>\r\nBcc: all@example.com');
  const reportId = await other.createReport({ emails: ['mona@example.com'] });
  await other.announce(reportId);
  await vi.waitUntil(() => server.accepted.length === 1, { timeout: patienceMs });
  const mail = await mailTo('mona@example.com');
  expect(mail.html).not.toContain('<script>');
  expect(mail.html).toContain('&lt;script&gt;');
  expect(mail.bcc).toBeUndefined();
});

test('a file that is gone is not tried again', async () => {
  const reportId = await tenant.createReport({ emails: ['nora@example.com'] });
  await platform.storage.remove(`files/${tenant.workspaceId}/${reportId}/run-1-1.pdf`);
  await tenant.announce(reportId);
  const [delivery] = await settled(reportId, 1);
  expect(delivery).toMatchObject({
    status: 'failed',
    attempts: 1,
    lastError: expect.stringContaining('no object'),
  });
});

test('a file that is not as long as its row says is neither attached nor tried again', async () => {
  const reportId = await tenant.createReport({ emails: ['olga@example.com'] });
  const key = `files/${tenant.workspaceId}/${reportId}/run-1-1.pdf`;
  await platform.storage.remove(key);
  await platform.storage.put(key, Buffer.from('%PDF-1.7'), 'application/pdf');
  await tenant.announce(reportId);
  const [delivery] = await settled(reportId, 1);
  expect(delivery).toMatchObject({
    status: 'failed',
    attempts: 1,
    lastError: expect.stringContaining('8 bytes'),
  });
});
