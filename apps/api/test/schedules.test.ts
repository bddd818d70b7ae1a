import { settleSchedule } from '@reports/slots';
import { deliveries, outbox, reports, schedules, scheduleSlots } from '@reports/database';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january, pointersOf } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const weekly = { frequency: 'weekly', day_of_week: 'monday', time: '06:00', email: 'qa@example.com' };
const postScheduled = (schedule: Record<string, unknown> = weekly, changes = {}) =>
  client.post({ schedule, ...changes });
const scheduleOf = async (id: string) => (await client.get(`/v1/reports/${id}`)).body['schedule'];
const rowOf = async (id: string) => {
  const [row] = await api.owner.orm.select().from(schedules).where(eq(schedules.reportId, id));
  if (!row) throw new Error(`no schedule of ${id}`);
  return row;
};
const changesOf = async (id: string) => {
  const rows = await api.owner.orm.select({ event: outbox.event }).from(outbox).orderBy(outbox.id);
  return rows.flatMap(({ event }) =>
    event.type === 'schedule.changed' && event.subject === id ? [event.data.revision] : [],
  );
};
/** Moves a schedule's past, as if it had been made then. */
const backdate = (id: string, days: number) =>
  api.owner
    .sql`update schedules set active_since = now() - make_interval(days => ${days}) where report_id = ${id}`;

describe('a schedule', () => {
  test('is answered with what is in force, defaults filled in, and its next run', async () => {
    const id = await postScheduled({ frequency: 'monthly' }, { timezone: 'Asia/Kolkata' });
    expect(await scheduleOf(id)).toEqual({
      frequency: 'monthly',
      day_of_month: 1,
      time: '00:00',
      timezone: 'Asia/Kolkata',
      version: 1,
      paused: false,
      next_run_at: expect.stringMatching(/-(30|31|28|29)T18:30:00Z$/),
    });
    expect(await rowOf(id)).toMatchObject({
      dayOfWeek: null,
      dayOfMonth: '1',
      time: '00:00',
      timezone: 'Asia/Kolkata',
      emails: [],
    });
  });

  test('ignores a field that its frequency does not use, whatever it says', async () => {
    const id = await postScheduled({ frequency: 'daily', day_of_week: 'someday', day_of_month: 99 });
    expect(await scheduleOf(id)).toEqual({
      frequency: 'daily',
      time: '00:00',
      timezone: 'UTC',
      version: 1,
      paused: false,
      next_run_at: expect.any(String),
    });
    const answer = await client.send('POST', '/v1/reports', {
      ...january,
      schedule: { frequency: 'monthly', day_of_month: 29 },
    });
    expect(pointersOf(answer)).toEqual(['/schedule/day_of_month']);
  });

  test('keeps each address once', async () => {
    const email = ['a@example.com', 'B@example.com', 'b@Example.com', 'c@example.com'];
    const id = await postScheduled({ ...weekly, email });
    expect((await rowOf(id)).emails).toEqual(['a@example.com', 'B@example.com', 'c@example.com']);
    expect(await scheduleOf(id)).toMatchObject({ email });
  });
});

test('GET /v1/reports/{id}/schedule gives it alone; none is a 404, and so is a cancelled one', async () => {
  const id = await postScheduled();
  const answer = await client.get(`/v1/reports/${id}/schedule`);
  expect(answer.body).toEqual({ report_id: id, scheduled: true, schedule: await scheduleOf(id) });
  await client.send('DELETE', `/v1/reports/${id}/schedule`);
  const codes = await Promise.all(
    [id, await client.post(), 'rpt_000000000000'].map(
      async (report) => (await client.get(`/v1/reports/${report}/schedule`)).body['code'],
    ),
  );
  expect(codes).toEqual(['schedule_not_found', 'schedule_not_found', 'report_not_found']);
});

test('GET /v1/schedules pages through those that are not cancelled, each with its last run', async () => {
  const other = await api.createWorkspace();
  const post = () => other.post({ format: 'csv', filters: { agent_id: 'agt_7' }, schedule: weekly });
  const [first, second, cancelled] = [await post(), await post(), await post()];
  await other.post();
  await other.send('DELETE', `/v1/reports/${cancelled}/schedule`);
  await other.send('PATCH', `/v1/reports/${second}/schedule`, { paused: true });
  const run = (await other.send('POST', `/v1/reports/${first}/schedule/runs`)).body;
  const page = (await other.get('/v1/schedules?limit=1')).body;
  expect(page).toMatchObject({ total: 2, data: [{ report_id: second, schedule: { paused: true } }] });
  const next = (await other.get(`/v1/schedules?limit=1&cursor=${String(page['next_cursor'])}`)).body;
  expect(next['next_cursor']).toBeNull();
  expect(next['data']).toEqual([
    {
      report_id: first,
      type: 'qa_performance',
      format: 'csv',
      filters: { agent_id: 'agt_7' },
      schedule: expect.objectContaining({ frequency: 'weekly', next_run_at: expect.any(String) }),
      last_run: {
        scheduled_for: run['scheduled_for'],
        status: 'generating',
        report_id: run['report_id'],
      },
      created_at: expect.any(String),
    },
  ]);
  expect((await client.get('/v1/schedules')).text).not.toContain(first);
});

describe('PATCH /v1/reports/{id}/schedule', () => {
  test('changes what is named, counts the revision, and tells the scheduler', async () => {
    const id = await postScheduled();
    const { status, body } = await client.send('PATCH', `/v1/reports/${id}/schedule`, {
      time: '07:30',
      timezone: 'Europe/Berlin',
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      report_id: id,
      scheduled: true,
      schedule: {
        frequency: 'weekly',
        day_of_week: 'monday',
        time: '07:30',
        timezone: 'Europe/Berlin',
        email: 'qa@example.com',
        version: 2,
        paused: false,
        next_run_at: expect.stringMatching(/T0[56]:30:00Z$/),
      },
    });
    expect(await scheduleOf(id)).toEqual((body as { schedule: unknown }).schedule);
    expect(await changesOf(id)).toEqual([1, 2]);
  });

  test('to another frequency takes its defaults', async () => {
    const id = await postScheduled();
    const { body } = await client.send('PATCH', `/v1/reports/${id}/schedule`, { frequency: 'monthly' });
    expect(body['schedule']).toMatchObject({ frequency: 'monthly', time: '06:00' });
    expect(body['schedule']).not.toHaveProperty('day_of_week');
    expect(await rowOf(id)).toMatchObject({ dayOfWeek: null, dayOfMonth: '1' });
  });

  test('pauses and resumes: slots of the pause are not owed', async () => {
    const id = await postScheduled({ frequency: 'daily' });
    const paused = await client.send('PATCH', `/v1/reports/${id}/schedule`, { paused: true });
    expect(paused.body['schedule']).toEqual({
      frequency: 'daily',
      time: '00:00',
      timezone: 'UTC',
      version: 2,
      paused: true,
    });
    expect((await client.get(`/v1/reports/${id}`)).body).toMatchObject({ scheduled: true });
    expect((await client.get(`/v1/reports/${id}/schedule/preview`)).body).toEqual({ data: [] });
    await backdate(id, 3);
    const resumed = await client.send('PATCH', `/v1/reports/${id}/schedule`, { paused: false });
    expect(resumed.body['schedule']).toMatchObject({ paused: false });
    expect((await client.get(`/v1/reports/${id}/runs`)).body['total']).toBe(0);
  });

  test('first starts the slots that were due before the change, under the calendar of then', async () => {
    const id = await postScheduled({ frequency: 'daily', time: '00:00' });
    await backdate(id, 2);
    await client.send('PATCH', `/v1/reports/${id}/schedule`, { time: '00:01' });
    const { body } = await client.get(`/v1/reports/${id}/runs`);
    const times = (body['data'] as { local_time: string }[]).map(({ local_time }) => local_time.slice(11));
    expect(times).toEqual(['00:00', '00:00']);
  });

  test('to a zone further west promises no local time again that has had its run', async () => {
    const id = await postScheduled({ frequency: 'daily', time: '00:00', timezone: 'Pacific/Kiritimati' });
    await backdate(id, 2);
    await client.send('PATCH', `/v1/reports/${id}/schedule`, { timezone: 'Etc/GMT+12' });
    const runs = (await client.get(`/v1/reports/${id}/runs`)).body['data'] as { local_time: string }[];
    const newest = runs
      .map(({ local_time }) => local_time)
      .reduce((one, other) => (one > other ? one : other));
    const dayAfter = new Date(Date.parse(`${newest}Z`) + 24 * 3_600_000).toISOString().slice(0, 16);
    const preview = (await client.get(`/v1/reports/${id}/schedule/preview`)).body['data'] as {
      local_time: string;
      scheduled_for: string;
    }[];
    expect(preview[0]?.local_time).toBe(dayAfter);
    expect(await scheduleOf(id)).toMatchObject({ next_run_at: preview[0]?.scheduled_for });
  });

  test.each([
    [{}, ''],
    [{ frequency: 'hourly' }, '/frequency'],
    [{ pause: true }, '/pause'],
    [{ paused: 'yes' }, '/paused'],
    [{ time: '24:00' }, '/time'],
    [{ email: [] }, '/email'],
    [{ timezone: 'Nowhere' }, '/timezone'],
  ])('refuses %j', async (change, pointer) => {
    const id = await postScheduled();
    const answer = await client.send('PATCH', `/v1/reports/${id}/schedule`, change);
    expect([answer.status, pointersOf(answer)]).toEqual([400, [pointer]]);
  });
});

describe('DELETE /v1/reports/{id}/schedule', () => {
  test("answers with the documentation's body, twice, and keeps the report", async () => {
    const id = await postScheduled();
    const expected = {
      report_id: id,
      scheduled: false,
      message: 'Recurring schedule cancelled. Previously generated reports remain accessible.',
    };
    for (let round = 0; round < 2; round += 1) {
      const { status, body } = await client.send('DELETE', `/v1/reports/${id}/schedule`);
      expect([status, body]).toEqual([200, expected]);
    }
    expect(await changesOf(id)).toEqual([1, 2]);
    const { body } = await client.get(`/v1/reports/${id}`);
    expect(body).toMatchObject({ scheduled: false, status: 'generating' });
    expect(body).not.toHaveProperty('schedule');
    const patched = await client.send('PATCH', `/v1/reports/${id}/schedule`, { paused: false });
    expect([patched.status, patched.body['code']]).toEqual([409, 'schedule_cancelled']);
    expect((await client.get(`/v1/reports/${id}/schedule/preview`)).body).toEqual({ data: [] });
  });

  test('of a report that never had one is a 404', async () => {
    const id = await client.post();
    const { status, body } = await client.send('DELETE', `/v1/reports/${id}/schedule`);
    expect([status, body['code']]).toEqual([404, 'schedule_not_found']);
    const none = await client.send('DELETE', '/v1/reports/rpt_000000000000/schedule');
    expect([none.status, none.body['code']]).toEqual([404, 'report_not_found']);
  });
});

describe('GET /v1/reports/{id}/schedule/preview', () => {
  test('gives the coming slots with their periods; the first is next_run_at', async () => {
    const id = await postScheduled({ ...weekly, timezone: 'America/New_York' });
    const { body } = await client.get(`/v1/reports/${id}/schedule/preview?count=100`);
    const slots = body['data'] as Record<string, string>[];
    expect(slots).toHaveLength(100);
    expect(slots[0]?.['scheduled_for']).toBe(
      ((await scheduleOf(id)) as Record<string, string>)['next_run_at'],
    );
    for (const { scheduled_for: at = '', local_time: local = '', from = '', to = '' } of slots) {
      expect(local).toMatch(/T06:00$/);
      expect(at).toMatch(/T1[01]:00:00Z$/);
      expect(Date.parse(local.slice(0, 10)) - Date.parse(to)).toBe(24 * 3_600_000);
      expect(Date.parse(to) - Date.parse(from)).toBe(6 * 24 * 3_600_000);
    }
    expect((await client.get(`/v1/reports/${id}/schedule/preview`)).body['data']).toHaveLength(10);
  });
});

describe('POST /v1/reports/{id}/schedule/runs', () => {
  test('runs now, for the period that a slot today would have', async () => {
    const id = await postScheduled({ frequency: 'daily', email: ['a@example.com', 'b@example.com'] });
    const answer = await client.send('POST', `/v1/reports/${id}/schedule/runs`);
    expect(answer.status).toBe(202);
    const run = String(answer.body['report_id']);
    const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
    expect(answer.body).toMatchObject({
      source_report_id: id,
      status: 'generating',
      from: yesterday,
      to: yesterday,
    });
    expect(answer.headers.get('location')).toBe(`/v1/reports/${run}`);
    expect((await client.get(`/v1/reports/${run}`)).body).toMatchObject({
      scheduled: true,
      source_report_id: id,
      scheduled_for: answer.body['scheduled_for'],
      from: yesterday,
      to: yesterday,
    });
    const [row] = await api.owner.orm.select().from(reports).where(eq(reports.id, run));
    expect(row?.notifyEmails).toEqual(['a@example.com', 'b@example.com']);
    const twice = await client.send('POST', `/v1/reports/${id}/schedule/runs`, {});
    expect(twice.status).toBe(202);
    expect(twice.body['report_id']).not.toBe(run);
  });

  test('runs a past slot once, with its own period', async () => {
    const id = await postScheduled();
    const path = `/v1/reports/${id}/schedule/runs`;
    const body = { scheduled_for: '2024-01-29T06:00:00Z' };
    const answer = await client.send('POST', path, body);
    expect(answer.body).toMatchObject({
      scheduled_for: '2024-01-29T06:00:00Z',
      local_time: '2024-01-29T06:00',
      from: '2024-01-22',
      to: '2024-01-28',
    });
    const again = await client.send('POST', path, { scheduled_for: '2024-01-29T07:00:00+01:00' });
    expect([again.status, again.body['code']]).toEqual([409, 'slot_already_run']);
    expect(String(again.body['detail'])).toContain(String(answer.body['report_id']));
  });

  test('runs a past slot again whose run has failed, as the same report', async () => {
    const id = await postScheduled();
    const path = `/v1/reports/${id}/schedule/runs`;
    const body = { scheduled_for: '2024-01-29T06:00:00Z' };
    const run = String((await client.send('POST', path, body)).body['report_id']);
    await failReport(api, client, run);
    const again = await client.send('POST', path, body);
    expect([again.status, again.body['report_id']]).toEqual([202, run]);
    expect((await client.get(`/v1/reports/${run}`)).body).toMatchObject({ status: 'generating' });
    expect((await client.send('POST', path, body)).status).toBe(409);
  });

  test.each([
    ['2024-01-29T06:00:01Z', /such as 2024-01-29T06:00:00Z or 2024-02-05T06:00:00Z/],
    ['2999-01-07T06:00:00Z', /future/],
    ['0001-01-01T00:00:00Z', /1970/],
    ['2024-02-30T06:00:00Z', /instant that exists/],
  ])('refuses %s, which is no past slot', async (scheduled_for, reason) => {
    const id = await postScheduled();
    const answer = await client.send('POST', `/v1/reports/${id}/schedule/runs`, { scheduled_for });
    expect(pointersOf(answer)).toEqual(['/scheduled_for']);
    expect(answer.text).toMatch(reason);
  });
});

test('GET /v1/reports/{id}/runs gives every slot with its report, its period and its deliveries', async () => {
  const id = await postScheduled({ frequency: 'daily' });
  await backdate(id, 10);
  const settled = await api.database.withWorkspace(client.workspaceId, (transaction) =>
    settleSchedule(transaction, id, { now: new Date(), source: '/test' }),
  );
  expect(settled.missed).toBe(3);
  const newest = settled.started.at(-1) ?? '';
  await completeReport(api, client, newest, '{}');
  await api.database.withWorkspace(client.workspaceId, (transaction) =>
    transaction.insert(deliveries).values({
      id: 'dlv_000000000001',
      workspaceId: client.workspaceId,
      reportId: newest,
      channel: 'email',
      recipient: 'qa@example.com',
      event: 'report.completed',
      messageId: '<1@example.com>',
      status: 'sent',
      attempts: 1,
    }),
  );
  const seen: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await client.get(`/v1/reports/${id}/runs?limit=4${cursor && `&cursor=${cursor}`}`);
    expect(body['total']).toBe(10);
    seen.push(...(body['data'] as Record<string, unknown>[]));
    cursor = body['next_cursor'] as string | null;
  }
  expect(seen.map(({ status }) => status)).toEqual([
    'completed',
    ...Array.from({ length: 6 }, () => 'generating'),
    'missed',
    'missed',
    'missed',
  ]);
  expect(seen[0]).toMatchObject({
    report_id: newest,
    local_time: expect.stringMatching(/T00:00$/),
    deliveries: [{ delivery_id: 'dlv_000000000001', recipient: 'qa@example.com', status: 'sent' }],
  });
  expect(seen[9]).not.toHaveProperty('report_id');
  const missed = String(seen[9]?.['scheduled_for']);
  const rerun = await client.send('POST', `/v1/reports/${id}/schedule/runs`, { scheduled_for: missed });
  expect(rerun.status).toBe(202);
  const [slot] = await api.owner.orm
    .select()
    .from(scheduleSlots)
    .where(
      and(eq(scheduleSlots.reportId, id), eq(scheduleSlots.runReportId, String(rerun.body['report_id']))),
    );
  expect(slot?.status).toBe('started');
  const { status } = await client.get(`/v1/reports/${newest}/runs`);
  expect(status).toBe(404);
});
