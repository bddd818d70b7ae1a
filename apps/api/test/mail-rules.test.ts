import { reports, schedules } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january, pointersOf } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const weekly = { frequency: 'weekly', day_of_week: 'monday', time: '06:00', email: 'qa@example.com' };
const postScheduled = (schedule: Record<string, unknown> = weekly) => client.post({ schedule });
const scheduleOf = async (id: string) => (await client.get(`/v1/reports/${id}`)).body['schedule'];
const rowOf = async (id: string) => {
  const [row] = await api.owner.orm.select().from(schedules).where(eq(schedules.reportId, id));
  if (!row) throw new Error(`no schedule of ${id}`);
  return row;
};

describe('how runs are mailed', () => {
  const rules = { attach: false, skip_if_empty: true, deliver_if: { figure: 'pass_rate', below: 0.8 } };

  test('is part of the schedule, copied to each run, and changed for runs to come', async () => {
    const id = await postScheduled({ ...weekly, ...rules });
    expect(await scheduleOf(id)).toMatchObject(rules);
    const rulesOf = async (run: unknown) => {
      const [row] = await api.owner.orm
        .select({ rules: reports.mailRules })
        .from(reports)
        .where(eq(reports.id, String(run)));
      return row?.rules;
    };
    const start = async () =>
      (await client.send('POST', `/v1/reports/${id}/schedule/runs`)).body['report_id'];
    expect(await rulesOf(await start())).toEqual(rules);
    const changed = await client.send('PATCH', `/v1/reports/${id}/schedule`, {
      attach: true,
      deliver_if: null,
    });
    expect(changed.body['schedule']).toMatchObject({ skip_if_empty: true });
    expect(changed.body['schedule']).not.toHaveProperty('deliver_if');
    expect(await rulesOf(await start())).toEqual({ attach: true, skip_if_empty: true });
  });

  test('stays when a service of 1.0.0 changes the schedule', async () => {
    const id = await postScheduled({ ...weekly, ...rules });
    await api.owner.sql`
      update schedules set requested = '{"frequency": "weekly", "time": "07:00"}' where report_id = ${id}`;
    expect((await rowOf(id)).requested).toEqual({ frequency: 'weekly', time: '07:00', ...rules });
  });

  test.each([
    [
      'a figure that the type does not have',
      { figure: 'score', below: 1 },
      '/deliver_if/figure',
      /which has .*overall_score, pass_rate/,
    ],
    ['no condition', { figure: 'pass_rate' }, '/deliver_if', /./],
    ['two conditions', { figure: 'pass_rate', below: 1, above: 0 }, '/deliver_if', /./],
    ['a change of nothing', { figure: 'pass_rate', changed_by: 0 }, '/deliver_if/changed_by', /./],
  ])('%s is a 400 that says what there is', async (_name, condition, pointer, words) => {
    const posted = await client.send('POST', '/v1/reports', {
      ...january,
      schedule: { ...weekly, deliver_if: condition },
    });
    expect([posted.status, pointersOf(posted)]).toEqual([400, [`/schedule${pointer}`]]);
    const [fault] = posted.body['errors'] as { detail: string }[];
    expect(fault?.detail).toMatch(words);
    const id = await postScheduled();
    const changed = await client.send('PATCH', `/v1/reports/${id}/schedule`, { deliver_if: condition });
    expect([changed.status, pointersOf(changed)]).toEqual([400, [pointer]]);
  });

  test('the runs say what was decided, and by which value', async () => {
    const id = await postScheduled({ ...weekly, ...rules });
    const run = String((await client.send('POST', `/v1/reports/${id}/schedule/runs`)).body['report_id']);
    await api.owner.sql`
      update reports set mail_decision = '{"mailed": true, "reason": "became_true", "figure": "pass_rate", "value": 0.75, "isTrue": true}'
      where id = ${run}`;
    const { data } = (await client.get(`/v1/reports/${id}/runs`)).body as { data: unknown[] };
    expect(data[0]).toMatchObject({
      report_id: run,
      mail: { mailed: true, reason: 'became_true', figure: 'pass_rate', value: 0.75 },
    });
    expect(JSON.stringify(data)).not.toContain('isTrue');
  });
});
