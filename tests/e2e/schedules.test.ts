import { Client as TemporalClient, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client, ReportAnswer } from '../support/client.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
let client: Client;
let connection: Connection;
let temporal: TemporalClient;

const dayMs = 24 * 3_600_000;
const patience = { timeout: 90_000, interval: 250 };
const email = 'qa-team@yourcompany.com';
const weekly = { frequency: 'weekly', day_of_week: 'monday', time: '06:00', email };

beforeAll(async () => {
  platform = await startTestPlatform();
  client = await platform.createWorkspace('Weekly');
  connection = await Connection.connect({ address: platform.environment['TEMPORAL_ADDRESS'] ?? '' });
  temporal = new TemporalClient({ connection });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await platform.stop();
});

const read = async <Answer>(path: string): Promise<Answer> =>
  (await (await client.request('GET', path)).json()) as Answer;

const post = (schedule: Record<string, unknown> = weekly): Promise<ReportAnswer> =>
  client.post({ type: 'qa_performance', from: '2024-01-22', to: '2024-01-28', format: 'pdf', schedule });

/** The schedule in Temporal, once it is there. */
const inTemporal = async (reportId: string) => {
  const handle = temporal.schedule.getHandle(reportId);
  await vi.waitUntil(() => handle.describe().catch(() => undefined), patience);
  return handle;
};

interface Run {
  status: string;
  scheduled_for: string;
  local_time: string;
  from: string;
  to: string;
  report_id: string;
  deliveries: { status: string }[];
}

/** The runs of a schedule, once there are so many and each is made and delivered. */
const delivered = (reportId: string, count: number): Promise<Run[]> =>
  vi.waitUntil(async () => {
    const { data } = await read<{ data: Run[] }>(`/v1/reports/${reportId}/runs`);
    const done = data.filter(
      ({ status, deliveries }) =>
        status === 'completed' && deliveries.length > 0 && deliveries.every((each) => each.status === 'sent'),
    );
    return done.length === count ? data : undefined;
  }, patience);

interface Mail {
  id: string;
  to: { address: string }[];
  text: string;
  attachments?: { fileName: string; generatedFileName: string; contentType: string }[];
}

const mails = async (address: string): Promise<Mail[]> => {
  const response = await fetch(`${platform.environment['MAIL_URL']}/api/email`);
  const all = (await response.json()) as Mail[];
  return all.filter(({ to }) => to.some((recipient) => recipient.address === address));
};

const mondaysAt6 = (from: number, count: number): Date[] => {
  const midnight = Math.floor(from / dayMs) * dayMs;
  const ahead = (8 - new Date(midnight).getUTCDay()) % 7;
  const first = midnight + ahead * dayMs + 6 * 3_600_000;
  const next = first > from ? first : first + 7 * dayMs;
  return Array.from({ length: count }, (_, week) => new Date(next + week * 7 * dayMs));
};

const day = (instant: Date, shift: number): string =>
  new Date(instant.getTime() + shift * dayMs).toISOString().slice(0, 10);

test('a weekly report runs every Monday at 06:00 UTC for the week before, and Temporal says so too', async () => {
  const { report_id, scheduled, schedule } = await post();
  const [next] = mondaysAt6(Date.now(), 1);
  expect(scheduled).toBe(true);
  expect(schedule).toEqual({
    ...weekly,
    timezone: 'UTC',
    version: 1,
    paused: false,
    next_run_at: next?.toISOString().replace('.000', ''),
  });
  const handle = await inTemporal(report_id);
  const { info, state } = await handle.describe();
  expect(info.nextActionTimes.slice(0, 5)).toEqual(mondaysAt6(Date.now(), 5));
  // Who may look at Temporal need not know whom a report goes to.
  expect(state.note).toBe(
    'QA performance · weekly, Monday 06:00 UTC · PDF to q***@yourcompany.com · workspace Weekly',
  );
  const { data } = await read<{ data: Run[] }>(`/v1/reports/${report_id}/schedule/preview?count=5`);
  expect(data.map(({ from, to }) => [from, to])).toEqual(
    mondaysAt6(Date.now(), 5).map((monday) => [day(monday, -7), day(monday, -1)]),
  );
}, 120_000);

test("the Mondays that have been, run by Temporal's backfill, are mailed once each, with link and file", async () => {
  const address = 'backfill@yourcompany.com';
  const { report_id } = await post({ ...weekly, email: address });
  const handle = await inTemporal(report_id);
  const window = { start: new Date(Date.now() - 21 * dayMs), end: new Date(), overlap: 'ALLOW_ALL' as const };
  await handle.backfill(window);
  const runs = await delivered(report_id, 3);
  await handle.backfill(window);
  const mondays = mondaysAt6(Date.now() - 21 * dayMs, 3);
  expect(runs.toReversed().map(({ local_time, from, to }) => [local_time, from, to])).toEqual(
    mondays.map((monday) => [monday.toISOString().slice(0, 16), day(monday, -7), day(monday, -1)]),
  );

  const received = await mails(address);
  expect(received).toHaveLength(3);
  for (const { id, text, attachments = [] } of received) {
    const [link = ''] = /http\S+\/signed\/\S+/.exec(text) ?? [];
    const file = await fetch(link);
    expect(file.status).toBe(200);
    const pdf = Buffer.from(await file.arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(attachments).toMatchObject([{ contentType: 'application/pdf' }]);
    const name = attachments[0]?.generatedFileName ?? '';
    const attached = await fetch(`${platform.environment['MAIL_URL']}/api/email/${id}/attachment/${name}`);
    expect(Buffer.from(await attached.arrayBuffer()).equals(pdf)).toBe(true);
  }

  const cancelled = await client.request('DELETE', `/v1/reports/${report_id}/schedule`);
  expect(await cancelled.json()).toEqual({
    report_id,
    scheduled: false,
    message: 'Recurring schedule cancelled. Previously generated reports remain accessible.',
  });
  await vi.waitUntil(
    () =>
      handle.describe().then(
        () => false,
        () => true,
      ),
    patience,
  );
  for (const run of runs) {
    expect(await client.finished(run.report_id)).toMatchObject({
      status: 'completed',
      source_report_id: report_id,
      scheduled: true,
    });
  }
  expect(await mails(address)).toHaveLength(3);
}, 240_000);

test('what an operator triggers and pauses in Temporal shows in the API', async () => {
  const { report_id } = await post({ ...weekly, email: 'operator@yourcompany.com' });
  const handle = await inTemporal(report_id);
  await handle.trigger();
  const [run] = await delivered(report_id, 1);
  expect(run?.to).toBe(day(new Date(), -1));

  await handle.pause('the call platform is being moved');
  const answer = await vi.waitUntil(async () => {
    const { schedule } = await read<{ schedule: Record<string, unknown> }>(`/v1/reports/${report_id}`);
    return schedule['paused'] === true ? schedule : undefined;
  }, patience);
  expect(answer['next_run_at']).toBeUndefined();
}, 240_000);
