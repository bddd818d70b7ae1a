import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase } from '@reports/database';
import type { Client } from './client.ts';
import { createLook } from './look-at-report.ts';
import type { TestPlatform } from './platform.ts';

export interface Posted {
  reportId: string;
  /** Who is told by e-mail. */
  email?: string;
}

const postTimeoutMs = 180_000;

/** Posts a report as a careful client does: again under the same key, until it is accepted. */
export const postSurely = async (client: Client, body: Record<string, unknown>): Promise<Posted> => {
  const key = randomUUID();
  let last = '';
  for (const deadline = Date.now() + postTimeoutMs; Date.now() < deadline; await wait(200)) {
    const response = await client
      .request('POST', '/v1/reports', body, { 'idempotency-key': key })
      .catch(() => undefined);
    const text = await response?.text().catch(() => '');
    last = `${response?.status ?? 'no answer'} ${text}`;
    // In the middle of an outage an answer may be cut off: the key gives it again.
    if (response?.status === 202 && text?.endsWith('}')) {
      const { report_id } = JSON.parse(text) as { report_id: string };
      const { email } = (body['notify'] ?? {}) as { email?: string };
      return { reportId: report_id, ...(email !== undefined && { email }) };
    }
    if (response && response.status < 500 && ![409, 429].includes(response.status)) break;
  }
  throw new Error(`A report was not accepted: ${last}`);
};

export interface Tally {
  completed: number;
  mails: number;
  /** Mails that went twice under one Message-ID: a kill between the server's acceptance and our note of it. */
  repeatedMails: number;
  /** From the call to the end of the last report and delivery. */
  settledSeconds: number;
  faults: string[];
}

/**
 * What became of reports, once all have ended and all deliveries are made: each must be completed, agree with its file and dataset,
 * and have told whom it was to tell once.
 */
export const tally = async (
  platform: Pick<TestPlatform, 'environment'>,
  client: Client,
  posted: readonly Posted[],
  { withinMs = 300_000 }: { withinMs?: number } = {},
): Promise<Tally> => {
  const { sql, close } = connectDatabase({
    url: platform.environment['DATABASE_SYSTEM_URL'] ?? '',
    applicationName: 'test',
  });
  const ids = posted.map(({ reportId }) => reportId);
  const startedAt = Date.now();
  const faults: string[] = [];
  const open = () => sql<{ id: string; what: string }[]>`
    select id, 'is generating' as what from reports where id = any(${ids}) and status = 'generating'
    union all
    select id, 'its deliveries are not recorded' from reports
    where id = any(${ids}) and status <> 'generating' and deliveries_recorded_at is null
    union all
    select report_id, 'a delivery waits' from deliveries where report_id = any(${ids}) and status = 'pending'`;
  for (;;) {
    const waiting = await open().catch(() => [{ id: '', what: 'the database does not answer' }]);
    if (waiting.length === 0) break;
    if (Date.now() - startedAt > withinMs) {
      faults.push(...waiting.map(({ id, what }) => `${id}: ${what} after ${withinMs / 1_000} s`));
      break;
    }
    await wait(500);
  }
  const settledSeconds = Math.round((Date.now() - startedAt) / 100) / 10;

  const look = createLook(platform, client);
  const rows = await sql<
    { id: string; status: string; error_code: string | null; error_message: string | null }[]
  >`
    select id, status, error_code, error_message from reports where id = any(${ids})`;
  const lost = ids.filter((id) => !rows.some((row) => row.id === id));
  faults.push(...lost.map((id) => `${id}: there is no row`));
  for (const { id, status, error_code, error_message } of rows) {
    if (status === 'completed') faults.push(...(await look.at(id)));
    else if (status === 'failed') faults.push(`${id}: failed, ${error_code}: ${error_message}`);
  }
  await look.close();

  const told = await sql<{ report_id: string; sent: number; all: number }[]>`
    select report_id, count(*) filter (where status = 'sent')::integer as sent, count(*)::integer as all
    from deliveries where report_id = any(${ids}) and channel = 'email' group by report_id`;
  const mails = (await readMails(platform)).filter(({ reportId }) => ids.includes(reportId));
  const expected = posted.filter(({ email }) => email !== undefined);
  for (const { reportId } of expected) {
    const row = told.find(({ report_id }) => report_id === reportId);
    const names = new Set(
      mails.filter((mail) => mail.reportId === reportId).map(({ messageId }) => messageId),
    );
    if (row?.sent !== 1 || row.all !== 1)
      faults.push(`${reportId}: ${row?.sent ?? 0} of ${row?.all ?? 0} e-mails are sent`);
    if (names.size !== 1) faults.push(`${reportId}: ${names.size} e-mails arrived`);
  }
  await close();
  return {
    completed: rows.filter(({ status }) => status === 'completed').length,
    mails: expected.length,
    repeatedMails: mails.length - new Set(mails.map(({ messageId }) => messageId)).size,
    settledSeconds,
    faults,
  };
};

/** What the mail server has. */
const readMails = async ({
  environment,
}: Pick<TestPlatform, 'environment'>): Promise<{ reportId: string; messageId: string }[]> => {
  const response = await fetch(`${environment['MAIL_URL']}/api/email`);
  const mails = (await response.json()) as { headers: Record<string, string> }[];
  return mails.map(({ headers }) => ({
    reportId: headers['x-report-id'] ?? '',
    messageId: headers['message-id'] ?? '',
  }));
};
