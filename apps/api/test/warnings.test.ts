import { filterNames, reportTypeNames, reportTypes } from '@reports/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january, pointersOf } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  await fill(client);
});
afterAll(() => api.stop());

/** One record of each kind, as the aggregator stores them. */
const fill = async ({ workspaceId }: Client) => {
  const { sql } = api.owner;
  const of = { workspace_id: workspaceId, version: 1_706_724_000_000_000_000n };
  const done = { ...of, campaign_id: 'cmp_1', agent_id: 'agt_1', language: 'hi' };
  await sql`insert into calls ${sql({
    ...done,
    id: 'call_1',
    contact_id: 'con_1',
    started_at: '2024-01-31T18:00:00Z',
    duration_seconds: 184,
    connected: true,
    disposition: 'sold',
  } as never)}`;
  await sql`insert into evaluations ${sql({
    ...done,
    id: 'call_1',
    agent_id: 'agt_2',
    campaign_id: 'cmp_2',
    evaluated_at: '2024-01-31T19:00:00Z',
    score: 85.25,
    passed: true,
    parameters: '{Greeting}',
    parameter_scores: '{9.5}',
    parameter_max_scores: '{10}',
    parameter_passed: '{t}',
  } as never)}`;
  await sql`insert into compliance_checks ${sql({
    ...done,
    id: 'chk_1',
    call_id: 'call_1',
    checked_at: '2024-01-31T19:00:00Z',
    check: 'Recording',
    passed: true,
    severity: 'low',
    language: 'en',
  } as never)}`;
  await sql`insert into agents ${sql({ ...of, id: 'agt_3', name: 'Ann', team: 'North' } as never)}`;
};

/** Values that records of the workspace have had, and some that none has. */
const values: Record<string, { known: string[]; unknown: string }> = {
  campaign_id: { known: ['cmp_1', 'cmp_2'], unknown: 'cmp_9' },
  agent_id: { known: ['agt_1', 'agt_2', 'agt_3'], unknown: 'agt_9' },
  team: { known: ['North'], unknown: 'north' },
  language: { known: ['hi', 'en'], unknown: 'tlh' },
  disposition: { known: ['sold', 'unknown'], unknown: 'it\'s "sold"\\' },
  parameter: { known: ['Greeting'], unknown: 'Pitch' },
  check: { known: ['Recording'], unknown: 'Terms' },
};
/** Those of the others are named by the contract. */
const isFree = (name: string): boolean => name !== 'severity' && name !== 'evaluation_kind';
const freeFilters = filterNames.filter(isFree);

const post = async (body: Record<string, unknown>, from = client) => {
  const answer = await from.send('POST', '/v1/reports', { ...january, ...body });
  expect(answer.status, answer.text).toBe(202);
  return answer.body as { report_id: string; warnings?: { pointer: string; detail: string }[] };
};

describe('a value of a filter', () => {
  test.each(reportTypeNames)('that no record has had is told of by every filter of %s', async (type) => {
    const names = reportTypes[type].filters.filter(isFree);
    const known = Object.fromEntries(names.map((name) => [name, values[name]?.known ?? []]));
    expect(await post({ type, filters: known })).not.toHaveProperty('warnings');
    const mixed = Object.fromEntries(
      names.map((name) => [name, [...(values[name]?.known ?? []), values[name]?.unknown]]),
    );
    const { report_id: id, warnings } = await post({ type, filters: mixed });
    expect(warnings?.toSorted((a, b) => a.pointer.localeCompare(b.pointer))).toEqual(
      names
        .map((name) => ({
          pointer: `/filters/${name}/${values[name]?.known.length}`,
          detail: `no record of this workspace has had ${name} ${JSON.stringify(values[name]?.unknown)}`,
        }))
        .toSorted((a, b) => a.pointer.localeCompare(b.pointer)),
    );
    // It is kept: on the report, and in lists.
    expect((await client.get(`/v1/reports/${id}`)).body['warnings']).toEqual(warnings);
    const list = (await client.get('/v1/reports?limit=1')).body['data'] as Record<string, unknown>[];
    expect(list[0]).toMatchObject({ report_id: id, warnings });
  });

  test('that stands alone says that nothing is counted; another workspace has had none of them', async () => {
    const stranger = await api.createWorkspace();
    for (const name of freeFilters) {
      const type = reportTypeNames.find((each) =>
        (reportTypes[each].filters as readonly string[]).includes(name),
      );
      const value = values[name]?.known[0] ?? '';
      expect(await post({ type, filters: { [name]: value } })).not.toHaveProperty('warnings');
      expect((await post({ type, filters: { [name]: value } }, stranger)).warnings).toEqual([
        {
          pointer: `/filters/${name}`,
          detail: `no record of this workspace has had ${name} ${JSON.stringify(value)}: the report counts nothing`,
        },
      ]);
    }
  });

  test.each([
    ['severity', 'urgent', '/filters/severity'],
    ['severity', ['high', 'urgent'], '/filters/severity/1'],
    ['evaluation_kind', 'calibrated', '/filters/evaluation_kind'],
    ['campaign_id', 'a\nb', '/filters/campaign_id'],
    ['team', ['a', '\u0000'], '/filters/team/1'],
  ])('that no record can have is refused: %s %j', async (name, value, pointer) => {
    const answer = await client.send('POST', '/v1/reports', {
      ...january,
      type: name === 'evaluation_kind' ? 'qa_performance' : 'compliance_audit',
      filters: { [name]: value },
    });
    expect(answer.status).toBe(400);
    expect(pointersOf(answer)).toEqual([pointer]);
  });

  test.each(['critical', 'high', 'medium', 'low'])('of severity may be %s', async (severity) => {
    expect(await post({ type: 'compliance_audit', filters: { severity } })).not.toHaveProperty('warnings');
  });

  test('is not looked for past its time: the report is accepted all the same', async () => {
    // Somebody holds what would be read.
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: locked, resolve: hold } = Promise.withResolvers<void>();
    const holding = api.owner.sql.begin(async (transaction) => {
      await transaction`lock table parameter_rollups in access exclusive mode`;
      hold();
      await held;
    });
    await locked;
    try {
      expect(await post({ filters: { parameter: 'Pitch' } })).not.toHaveProperty('warnings');
    } finally {
      release();
      await holding;
    }
  });
});

describe('a period', () => {
  const day = (daysFromNow: number, timezone = 'UTC') =>
    new Intl.DateTimeFormat('sv', { timeZone: timezone }).format(Date.now() + daysFromNow * 86_400_000);

  test('that is not over is taken, and said to be incomplete', async () => {
    const { warnings } = await post({ from: day(-3), to: day(2) });
    expect(warnings).toEqual([
      { pointer: '/to', detail: expect.stringMatching(/^the period is not over: it is \S+ in UTC, and the/) },
    ]);
    expect((await post({ from: day(2), to: day(9) })).warnings).toEqual([
      { pointer: '/from', detail: expect.stringMatching(/^the period has not begun: it is \S+ in UTC/) },
    ]);
    expect(await post({ from: day(-9), to: day(-2) })).not.toHaveProperty('warnings');
  });

  test('is over when it is in the zone of the report', async () => {
    // Where it is at least a day later than where it is today.
    const [east, west] = ['Pacific/Kiritimati', 'Pacific/Niue'];
    const to = day(-1, east);
    expect(await post({ from: to, to, timezone: east })).not.toHaveProperty('warnings');
    expect((await post({ from: to, to, timezone: west })).warnings).toHaveLength(1);
  });
});

test('a report that is made again from the same figures keeps what was said of it', async () => {
  const { report_id: id, warnings } = await post({ filters: { team: 'Nobody' } });
  await completeReport(api, client, id, '{}');
  const again = await client.send('POST', `/v1/reports/${id}/render`, { format: 'csv' });
  expect(again.body['warnings']).toEqual(warnings);
  const rerun = await client.send('POST', `/v1/reports/${id}/rerun`);
  expect(rerun.body['warnings']).toEqual(warnings);
});

test('a schedule that is given filters says the same of them, and only where it is given some', async () => {
  const { report_id: id } = await post({
    type: 'qa_performance',
    schedule: { frequency: 'daily', email: 'qa@example.com' },
  });
  const change = (body: Record<string, unknown>) => client.send('PATCH', `/v1/reports/${id}/schedule`, body);
  const filters = { team: 'Nobody', parameter: ['Greeting', 'Pitch'] };
  const { warnings } = await post({ filters });
  expect(warnings).toHaveLength(2);
  const changed = await change({ filters });
  expect(changed.status, changed.text).toBe(200);
  expect(changed.body).toMatchObject({ schedule: { filters }, warnings });
  expect((await change({ time: '07:00' })).body).not.toHaveProperty('warnings');
  expect((await change({ filters: { team: 'North' } })).body).not.toHaveProperty('warnings');
});
