import { recordTombstonesOf } from './support/tombstones.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  await fill(client);
});
afterAll(() => api.stop());

/** What the aggregator stores, in one workspace; ids with what a path must escape. */
const fill = async ({ workspaceId }: Client) => {
  const version = 1_706_724_000_000_000_000n;
  await api.owner.sql`insert into calls ${api.owner.sql([
    ...['call/1 %?', 'call_2'].map((id) => ({
      workspace_id: workspaceId,
      id,
      campaign_id: 'cmp_1',
      agent_id: 'agt_1',
      contact_id: 'con_1',
      started_at: '2024-01-31T18:00:00.25Z',
      duration_seconds: 184,
      connected: true,
      language: 'hi',
      version,
    })),
  ] as never)}`;
  await api.owner.sql`
    insert into evaluations (workspace_id, id, campaign_id, agent_id, evaluated_at, score, passed, parameters, parameter_scores,
                             parameter_max_scores, parameter_passed, version)
    values (${workspaceId}, 'call_2', 'cmp_1', 'agt_1', '2024-01-31T19:00:00Z', 85.25, true, '{Greeting,Pitch}', '{9.5,16}', '{10,20}',
            '{t,f}', ${String(version)})`;
  await api.owner.sql`
    insert into agents (workspace_id, id, name, version) values (${workspaceId}, 'agt_1', 'Ann', ${String(version)})`;
};

const record = (kind: string, id: string, method = 'GET', from = client) =>
  from.send(method, `/v1/records/${kind}/${encodeURIComponent(id)}`);

test('what there is of each kind is said as the workspace says it', async () => {
  const records = (await client.get('/v1/records')).body;
  expect(records).toMatchObject({
    calls: { records: 2, first_day: '2024-01-31', last_received_at: '2024-01-31T18:00:00Z' },
    agents: { records: 1 },
    campaigns: { records: 0 },
  });
  expect((await client.get('/v1/workspace')).body['data']).toEqual(records);
});

test('a record is given in the fields in which it was sent', async () => {
  expect((await record('calls', 'call/1 %?')).body).toEqual({
    kind: 'calls',
    record: {
      call_id: 'call/1 %?',
      campaign_id: 'cmp_1',
      agent_id: 'agt_1',
      contact_id: 'con_1',
      started_at: '2024-01-31T18:00:00.250Z',
      duration_seconds: 184,
      connected: true,
      language: 'hi',
    },
    received_at: '2024-01-31T18:00:00Z',
  });
  expect((await record('evaluations', 'call_2')).body['record']).toEqual({
    call_id: 'call_2',
    campaign_id: 'cmp_1',
    agent_id: 'agt_1',
    evaluated_at: '2024-01-31T19:00:00Z',
    score: 85.25,
    passed: true,
    parameters: [
      { parameter: 'Greeting', score: 9.5, max_score: 10, passed: true },
      { parameter: 'Pitch', score: 16, max_score: 20, passed: false },
    ],
  });
  expect((await record('agents', 'agt_1')).body['record']).toEqual({ agent_id: 'agt_1', name: 'Ann' });
  expect((await record('calls', 'call_9')).body).toMatchObject({ status: 404, code: 'record_not_found' });
  expect((await record('cows', 'call_9')).body).toMatchObject({ status: 404, code: 'not_found' });
  const other = await api.createWorkspace();
  expect((await record('calls', 'call_2', 'GET', other)).status).toBe(404);
});

test('a record is deleted with its part of the rollups, and leaves a tombstone, whether it was there or not', async () => {
  const mine = await api.createWorkspace();
  await fill(mine);
  const reader = mine.with({ key: await api.createKey(mine, 'read_only') });
  expect((await record('calls', 'call_2', 'DELETE', reader)).status).toBe(403);
  for (let time = 1; time <= 2; time += 1) {
    expect((await record('calls', 'call_2', 'DELETE', mine)).status).toBe(204);
    expect((await record('calls', 'call_2', 'GET', mine)).status).toBe(404);
    expect((await mine.get('/v1/records')).body).toMatchObject({ calls: { records: 1 } });
  }
  const [rollup] = await api.owner.sql`
    select sum(calls)::integer as calls from call_rollups where workspace_id = ${mine.workspaceId} and language = ''`;
  expect(rollup?.['calls']).toBe(1);
  expect(await recordTombstonesOf(api, mine)).toEqual([['calls', 'call_2']]);
  expect((await client.get('/v1/records')).body).toMatchObject({ calls: { records: 2 } });
});

test('an erasure is a job, for one person, that says what it has removed', async () => {
  const mine = await api.createWorkspace();
  const headers = { 'idempotency-key': 'erase-once' };
  const first = await mine.send('POST', '/v1/records/erase', { contact_id: 'con_1' }, headers);
  expect(first.status).toBe(202);
  expect(first.body).toMatchObject({
    contact_id: 'con_1',
    status: 'running',
    removed: { calls: 0, evaluations: 0, compliance_checks: 0, agents: 0, reports: 0 },
  });
  expect((await mine.send('POST', '/v1/records/erase', { contact_id: 'con_1' }, headers)).body).toEqual(
    first.body,
  );
  const location = first.headers.get('location') ?? '';
  expect((await mine.get(location)).body).toEqual(first.body);
  expect((await client.get(location)).body).toMatchObject({ status: 404, code: 'erasure_not_found' });
  expect(await recordTombstonesOf(api, mine)).toEqual([['contact', 'con_1']]);
  const [pending] = await api.owner.sql`
    select erasures_pending_since as since from workspaces where id = ${mine.workspaceId}`;
  expect(pending?.['since']).not.toBeNull();
  for (const body of [{}, { contact_id: 'a', agent_id: 'b' }, { contact_id: '' }, { call_id: 'a' }]) {
    expect((await mine.send('POST', '/v1/records/erase', body)).status).toBe(400);
  }
});

test('a call that has calibrations alone shows the newest, and all of them are deleted as its evaluation is', async () => {
  const version = 1_706_724_000_000_000_000n;
  for (const [place, evaluator] of ['usr_1', 'usr_2'].entries()) {
    await api.owner.sql`
      insert into calibrations (workspace_id, id, call_id, campaign_id, agent_id, evaluated_at, score, passed, parameters,
                                parameter_scores, parameter_max_scores, parameter_passed, evaluator_id, kind, version)
      values (${client.workspaceId}, ${`call_7 ${evaluator}`}, 'call_7', 'cmp_1', 'agt_1', '2024-01-31T19:00:00Z', ${60 + place}, true,
              '{}', '{}', '{}', '{}', ${evaluator}, 'calibration', ${String(version + BigInt(place))})`;
  }
  expect((await record('evaluations', 'call_7')).body['record']).toEqual({
    call_id: 'call_7',
    campaign_id: 'cmp_1',
    agent_id: 'agt_1',
    evaluated_at: '2024-01-31T19:00:00Z',
    score: 61,
    passed: true,
    evaluator_id: 'usr_2',
    kind: 'calibration',
    parameters: [],
  });
  expect((await record('evaluations', 'call_7', 'DELETE')).status).toBe(204);
  expect((await record('evaluations', 'call_7')).status).toBe(404);
});
