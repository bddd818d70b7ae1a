import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient, type Client, type ReportAnswer } from './client.ts';
import { januaryEvaluations } from './january.ts';

type Environment = Readonly<Record<string, string>>;

const run = promisify(execFile);

/** What a small workspace has, to be looked at again after an upgrade or a restore. */
export interface SmallWorld {
  workspaceId: string;
  key: string;
  /** Completed, one for each format. */
  reports: { id: string; format: string; sha256: string; data?: unknown }[];
  schedule: { reportId: string; address: string; ranFor: string; runReportId: string };
}

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };

/** Records, a report of each format, and a monthly schedule that has run once and sent its mail. */
export const makeSmallWorld = async (
  url: string,
  environment: Environment,
  root: string,
): Promise<SmallWorld> => {
  const { stdout } = await run(
    process.execPath,
    [join(root, 'apps/api/src/admin/main.ts'), 'workspaces', 'create', 'Small world'],
    { env: { ...process.env, ...environment } },
  );
  const { key, workspace_id: workspaceId } = JSON.parse(stdout) as { key: string; workspace_id: string };
  const client = createClient(url, key, workspaceId);
  await client.send('evaluations', januaryEvaluations().slice(0, 60));
  await until(async () => {
    const { report_id } = await client.post({ ...january, format: 'json' });
    const { data } = await client.finished(report_id);
    return (data as { calls_evaluated?: number }).calls_evaluated === 60;
  });

  const reports = [];
  for (const format of ['json', 'csv', 'pdf', 'xlsx']) {
    const { report_id } = await client.post({ ...january, format });
    const report = await client.finished(report_id);
    reports.push({
      id: report_id,
      format,
      sha256: format === 'json' ? '' : await hashOfFile(url, report),
      ...(format === 'json' && { data: report.data }),
    });
  }

  const address = `small-world-${Date.now()}@example.com`;
  const { report_id } = await client.post({
    ...january,
    format: 'csv',
    schedule: { frequency: 'monthly', day_of_month: 1, time: '06:00', email: address },
  });
  await client.finished(report_id);
  const ranFor = slotBefore(1);
  const runReportId = await runSlot(client, report_id, ranFor);
  return { workspaceId, key, reports, schedule: { reportId: report_id, address, ranFor, runReportId } };
};

/** The monthly slot so many months before this month's. */
export const slotBefore = (months: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1, 6))
    .toISOString()
    .replace('.000', '');
};

/** Has a past slot run, and waits for its report and for its mail. Gives the report's id. */
export const runSlot = async (client: Client, reportId: string, scheduledFor: string): Promise<string> => {
  const response = await client.request('POST', `/v1/reports/${reportId}/schedule/runs`, {
    scheduled_for: scheduledFor,
  });
  const answer = (await response.json()) as { report_id: string };
  if (!response.ok) throw new Error(`The slot ${scheduledFor} does not run: ${JSON.stringify(answer)}`);
  await client.finished(answer.report_id);
  await until(async () => {
    const deliveries = await client.request('GET', `/v1/reports/${answer.report_id}/deliveries`);
    const { data } = (await deliveries.json()) as { data: { status: string }[] };
    return data.length === 1 && data[0]?.status === 'sent';
  });
  return answer.report_id;
};

export const hashOfFile = async (url: string, { download_url }: ReportAnswer): Promise<string> => {
  const response = await fetch(
    new URL(new URL(download_url ?? '').pathname + new URL(download_url ?? '').search, url),
  );
  if (!response.ok) throw new Error(`The file answers ${response.status}`);
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
};

/** Mails to an address, by the inbox of the engines for tests. */
export const mailsTo = async (environment: Environment, address: string): Promise<number> => {
  const response = await fetch(`${environment['MAIL_URL']}/api/email`);
  const mails = (await response.json()) as { to: { address: string }[] }[];
  return mails.filter(({ to }) => to.some((recipient) => recipient.address === address)).length;
};

export const until = async (condition: () => Promise<boolean>, timeoutMs = 90_000): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${condition.toString()}`);
    await wait(200);
  }
};

/**
 * Looks at a small world on services that did not make it: finished reports are there as they were, formats can be made again, the same
 * request gives the same figures, the schedule goes on, and what ran does not run again. Gives how much was looked at, and what
 * is wrong, in words.
 */
export const checkSmallWorld = async (
  url: string,
  world: SmallWorld,
): Promise<{ checks: number; faults: string[] }> => {
  const client = createClient(url, world.key, world.workspaceId);
  const faults: string[] = [];
  let checks = 0;
  const demand = (what: string, holds: boolean) => {
    checks += 1;
    if (!holds) faults.push(what);
  };
  for (const { id, format, sha256, data } of world.reports) {
    const report = await client.finished(id);
    demand(`${format} report ${id} is ${report.status}`, report.status === 'completed');
    if (format === 'json') demand('the data of the json report changed', sameJson(report.data, data));
    else demand(`the ${format} file changed`, (await hashOfFile(url, report)) === sha256);
  }
  const [json] = world.reports;
  for (const format of ['csv', 'pdf']) {
    const response = await client.request('POST', `/v1/reports/${json?.id}/render`, { format });
    const again = (await response.json()) as ReportAnswer;
    demand(`rendering as ${format} answers ${response.status}`, response.status === 202);
    if (!response.ok) continue;
    const finished = await client.finished(again.report_id);
    demand(`rendered as ${format}: ${JSON.stringify(finished.error)}`, finished.status === 'completed');
    const csv = world.reports.find((report) => report.format === 'csv');
    if (format === 'csv')
      demand('another csv of the same dataset', (await hashOfFile(url, finished)) === csv?.sha256);
  }
  const { report_id } = await client.post({ ...january, format: 'json' });
  const fresh = await client.finished(report_id);
  const evaluated = (report: unknown) =>
    (report as { calls_evaluated?: number } | undefined)?.calls_evaluated;
  demand('the records give other figures', evaluated(fresh.data) === evaluated(json?.data));

  const { reportId, ranFor, runReportId } = world.schedule;
  const schedule = await client.request('GET', `/v1/reports/${reportId}`);
  const { schedule: answered } = (await schedule.json()) as { schedule?: { next_run_at?: string } };
  demand('the schedule has no next run', Date.parse(answered?.next_run_at ?? '') > Date.now());
  await runSlot(client, reportId, slotBefore(2));
  const runs = await client.request('GET', `/v1/reports/${reportId}/runs?limit=100`);
  const { data: slots } = (await runs.json()) as { data: { scheduled_for: string; report_id?: string }[] };
  const ofRan = slots.filter(({ scheduled_for }) => scheduled_for === ranFor);
  demand('a slot that ran before ran again', ofRan.length === 1 && ofRan[0]?.report_id === runReportId);
  demand(
    'a slot is there twice',
    new Set(slots.map(({ scheduled_for }) => scheduled_for)).size === slots.length,
  );
  return { checks, faults };
};

const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
