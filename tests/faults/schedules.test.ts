import { connectDatabase, type Database, schedules } from '@reports/database';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../support/client.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
let client: Client;
let systemDatabase: Database;

const dayMs = 24 * 3_600_000;
const patience = { timeout: 120_000, interval: 250 };

beforeAll(async () => {
  platform = await startTestPlatform();
  client = await platform.createWorkspace('Schedules');
  systemDatabase = connectDatabase({
    url: platform.environment['DATABASE_SYSTEM_URL'] ?? '',
    applicationName: 'test',
  });
}, 180_000);
afterAll(async () => {
  await systemDatabase.close();
  await platform.stop();
});

interface Run {
  status: string;
  scheduled_for: string;
  from: string;
  to: string;
  report_id?: string;
  deliveries: { recipient: string; status: string }[];
}

const read = async <Answer>(path: string): Promise<Answer> =>
  (await (await client.request('GET', path)).json()) as Answer;
const runsOf = async (reportId: string): Promise<Run[]> =>
  (await read<{ data: Run[] }>(`/v1/reports/${reportId}/runs?limit=100`)).data;

/** A time of day that was a while ago, so that a daily schedule has a slot in each of the days before. */
const earlierToday = (): string => new Date(Date.now() - 10 * 60_000).toISOString().slice(11, 16);

const post = (schedule: Record<string, unknown>) =>
  client.post({ type: 'call_summary', from: '2024-01-01', to: '2024-01-31', schedule });

const mailsTo = async (address: string): Promise<unknown[]> => {
  const response = await fetch(`${platform.environment['MAIL_URL']}/api/email`);
  const mails = (await response.json()) as { to: { address: string }[] }[];
  return mails.filter(({ to }) => to.some((recipient) => recipient.address === address));
};

/** The schedule as Temporal has it; undefined when it has none. */
const inTemporal = async (reportId: string) => {
  const connection = await Connection.connect({ address: platform.environment['TEMPORAL_ADDRESS'] ?? '' });
  try {
    return await new TemporalClient({ connection }).schedule.getHandle(reportId).describe();
  } catch {
    return undefined;
  } finally {
    await connection.close();
  }
};

test('a scheduler that was down for ten days makes exactly the promised runs, even killed while it does', async () => {
  const email = 'outage@example.com';
  const { report_id } = await post({ frequency: 'daily', time: earlierToday(), email });
  await platform.halt('scheduler');
  await systemDatabase.orm
    .update(schedules)
    .set({ activeSince: new Date(Date.now() - 10 * dayMs) })
    .where(eq(schedules.reportId, report_id));
  await platform.resume('scheduler');
  await vi.waitUntil(async () => (await runsOf(report_id)).length > 0, patience);
  process.kill(platform.pid('scheduler'), 'SIGKILL');

  const isSettled = ({ status, deliveries }: Run) =>
    status === 'missed' || (status === 'completed' && deliveries.every((each) => each.status === 'sent'));
  await vi.waitUntil(async () => {
    const runs = await runsOf(report_id);
    return runs.length === 10 && runs.every(isSettled);
  }, patience);

  const runs = await runsOf(report_id);
  expect(runs.filter(({ status }) => status === 'missed')).toHaveLength(3);
  expect(new Set(runs.map(({ from }) => from)).size).toBe(10);
  for (const { scheduled_for, from, to, report_id: run, deliveries } of runs) {
    const dayBefore = new Date(Date.parse(scheduled_for) - dayMs).toISOString().slice(0, 10);
    expect([from, to]).toEqual([dayBefore, dayBefore]);
    if (run) expect(deliveries).toMatchObject([{ recipient: email, status: 'sent' }]);
  }
  expect(await mailsTo(email)).toHaveLength(7);
}, 300_000);

test('with Temporal down schedules are made, changed and cancelled, and Temporal follows when it is back', async () => {
  const daily = { frequency: 'daily', time: '03:30', timezone: 'Asia/Kolkata' };
  const kept = await post(daily);
  await vi.waitUntil(() => inTemporal(kept.report_id), patience);
  await platform.halt('temporal');
  const made = await post(daily);
  const cancelled = await post(daily);
  const changed = await client.request('PATCH', `/v1/reports/${kept.report_id}/schedule`, { time: '04:45' });
  expect(changed.status).toBe(200);
  const deleted = await client.request('DELETE', `/v1/reports/${cancelled.report_id}/schedule`);
  expect(deleted.status).toBe(200);
  await platform.resume('temporal');

  for (const reportId of [kept.report_id, made.report_id]) {
    const { schedule } = await read<{ schedule: { next_run_at: string } }>(`/v1/reports/${reportId}`);
    await vi.waitUntil(async () => {
      const [next] = (await inTemporal(reportId))?.info.nextActionTimes ?? [];
      return next?.getTime() === Date.parse(schedule.next_run_at);
    }, patience);
  }
  expect(await inTemporal(cancelled.report_id)).toBeUndefined();
}, 300_000);
