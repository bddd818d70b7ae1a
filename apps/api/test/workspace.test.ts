import { rollupZones, workspaces } from '@reports/database';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, january, pointersOf } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;
let admin: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  admin = client.with({ key: await api.createKey(client, 'admin') });
});

afterAll(() => api.stop());

const none = { records: 0 };

const insertCall = (workspace: Client, id: string, startedAt: string, version: string) =>
  api.database.withWorkspace(workspace.workspaceId, (transaction) =>
    transaction.execute(sql`
      insert into calls (workspace_id, id, campaign_id, agent_id, contact_id, started_at, duration_seconds, connected, version)
      values (${workspace.workspaceId}, ${id}, 'c', 'a', 'k', ${startedAt}::timestamptz, 1, true, ${version}::bigint)`),
  );

test('a new workspace is at home in UTC and has no records', async () => {
  const { status, body } = await client.get('/v1/workspace');
  expect(status).toBe(200);
  expect(body).toEqual({
    workspace_id: client.workspaceId,
    name: expect.any(String),
    timezone: 'UTC',
    labels: { dispositions: {}, parameters: {}, checks: {} },
    branding: {},
    limits: expect.objectContaining({ requests_per_minute: 1_000, webhooks: 100 }),
    allowed_recipient_domains: [],
    targets: { pass_rate: 0.8, peer_gap: 0.05 },
    data: { calls: none, evaluations: none, compliance_checks: none, agents: none, campaigns: none },
  });
});

test('an admin key alone changes the workspace, and its own alone', async () => {
  const other = await api.createWorkspace();
  expect((await client.send('PATCH', '/v1/workspace', { name: 'Mine' })).status).toBe(403);
  const { status, body } = await admin.send('PATCH', '/v1/workspace', { name: 'Acme Outbound' });
  expect([status, body.name]).toEqual([200, 'Acme Outbound']);
  expect((await other.get('/v1/workspace')).body.name).not.toBe('Acme Outbound');
});

test('what reports are measured by is changed one by one, and refused outside of 0 to 1', async () => {
  const workspace = await api.createWorkspace();
  const owner = workspace.with({ key: await api.createKey(workspace, 'admin') });
  const change = async (targets: object) => owner.send('PATCH', '/v1/workspace', { targets });
  expect((await change({ pass_rate: 0.9 })).body.targets).toEqual({ pass_rate: 0.9, peer_gap: 0.05 });
  expect((await change({ peer_gap: 0.1 })).body.targets).toEqual({ pass_rate: 0.9, peer_gap: 0.1 });
  const refused = await change({ pass_rate: 80, peer_gap: -1, other: 1 });
  expect([refused.status, pointersOf(refused)]).toEqual([
    400,
    ['/targets/other', '/targets/pass_rate', '/targets/peer_gap'],
  ]);
  expect((await change({})).status).toBe(400);
});

test('the database lets nobody change another workspace', async () => {
  const other = await api.createWorkspace();
  const changed = await api.database.withWorkspace(client.workspaceId, (transaction) =>
    transaction
      .update(workspaces)
      .set({ name: 'Taken' })
      .where(eq(workspaces.id, other.workspaceId))
      .returning(),
  );
  expect(changed).toEqual([]);
});

test('what a workspace cannot be is refused, every fault at once', async () => {
  const answer = await admin.send('PATCH', '/v1/workspace', {
    name: '',
    timezone: 'Mars/Olympus',
    colour: 'red',
  });
  expect(answer.status).toBe(400);
  expect(pointersOf(answer)).toEqual(['/colour', '/name', '/timezone']);
  expect((await admin.send('PATCH', '/v1/workspace', {})).status).toBe(400);
  expect((await client.get('/v1/workspace')).body.timezone).toBe('UTC');
});

test('reports and their schedules have the home zone unless they ask for another', async () => {
  const workspace = await api.createWorkspace();
  const key = await api.createKey(workspace, 'admin');
  const before = await workspace.post();
  await workspace.with({ key }).send('PATCH', '/v1/workspace', { timezone: 'Asia/Kolkata' });
  const schedule = { frequency: 'daily', time: '06:00', email: 'a@example.com' };
  const after = await workspace.post({ schedule });
  const asked = await workspace.post({ timezone: 'Europe/Berlin' });
  const zoneOf = async (id: string) => (await workspace.get(`/v1/reports/${id}`)).body.timezone;
  expect(await Promise.all([before, after, asked].map(zoneOf))).toEqual([
    'UTC',
    'Asia/Kolkata',
    'Europe/Berlin',
  ]);
  const preview = await workspace.get(`/v1/reports/${after}/schedule/preview?count=1`);
  const [slot] = preview.body.data as { scheduled_for: string }[];
  // 06:00 in Kolkata.
  expect(slot?.scheduled_for).toMatch(/T00:30:00Z$/);
  expect(january.from).toBe('2024-01-01');
});

test('records are counted by kind, their days in the home zone', async () => {
  const workspace = await api.createWorkspace();
  const key = await api.createKey(workspace, 'admin');
  const receivedAt = Date.UTC(2024, 1, 2, 3, 4, 5);
  await insertCall(workspace, 'one', '2024-01-31T20:00:00Z', `${receivedAt}000000`);
  await insertCall(workspace, 'two', '2024-01-01T10:00:00Z', '1000000');
  const { body } = await workspace.get('/v1/workspace');
  const calls = {
    records: 2,
    first_day: '2024-01-01',
    last_day: '2024-01-31',
    last_received_at: '2024-02-02T03:04:05Z',
  };
  expect(body.data).toMatchObject({ calls, evaluations: none });
  expect(body).not.toHaveProperty('rebuilding');

  const changed = await workspace.with({ key }).send('PATCH', '/v1/workspace', { timezone: 'Asia/Kolkata' });
  expect(changed.body).toMatchObject({
    timezone: 'Asia/Kolkata',
    data: { calls: { ...calls, last_day: '2024-02-01' } },
    rebuilding: { progress: 0 },
  });
});

test('a rebuild says how far it is', async () => {
  const workspace = await api.createWorkspace();
  const key = await api.createKey(workspace, 'admin');
  for (const day of ['01', '02', '03']) await insertCall(workspace, day, `2024-01-${day}T10:00:00Z`, '1');
  await workspace.with({ key }).send('PATCH', '/v1/workspace', { timezone: 'Asia/Kolkata' });
  // As far as the aggregator is after a step.
  await api.database.withWorkspace(workspace.workspaceId, async (transaction) => {
    await transaction.insert(rollupZones).values({
      workspaceId: workspace.workspaceId,
      kind: 'calls',
      zoneId: 1,
      timezone: 'Asia/Kolkata',
      coveredFrom: 'infinity',
    });
    await transaction.execute(
      sql`select extend_calls_rollups(${workspace.workspaceId}, 1::smallint, '2024-01-02'::timestamptz, false)`,
    );
  });
  const { body } = await workspace.get('/v1/workspace');
  expect(body).toMatchObject({ rebuilding: { progress: 0.66 }, data: { calls: { records: 3 } } });

  // The same zone by its other name: what is made is kept, and the answer says it as the client does.
  const renamed = await workspace.with({ key }).send('PATCH', '/v1/workspace', { timezone: 'Asia/Calcutta' });
  expect(renamed.body).toMatchObject({ timezone: 'Asia/Calcutta', rebuilding: { progress: 0.66 } });
});

test('labels are replaced as a whole by an admin key, and every fault of theirs is named', async () => {
  const workspace = await api.createWorkspace();
  const owner = workspace.with({ key: await api.createKey(workspace, 'admin') });
  const labels = { dispositions: { no_answer: 'No answer' }, checks: { dnd: 'Do not disturb' } };
  expect((await workspace.send('PUT', '/v1/workspace/labels', labels)).status).toBe(403);
  const all = { ...labels, parameters: {} };
  expect((await owner.send('PUT', '/v1/workspace/labels', labels)).body).toEqual(all);
  expect((await workspace.get('/v1/workspace/labels')).body).toEqual(all);
  expect((await workspace.get('/v1/workspace')).body['labels']).toEqual(all);
  const wrong = await owner.send('PUT', '/v1/workspace/labels', {
    dispositions: { no_answer: '' },
    checks: { dnd: 7 },
    agents: {},
  });
  expect([wrong.status, pointersOf(wrong)]).toEqual([
    400,
    ['/agents', '/checks/dnd', '/dispositions/no_answer'],
  ]);
  const { body } = await owner.send('PUT', '/v1/workspace/labels', {});
  expect(body).toEqual({ dispositions: {}, parameters: {}, checks: {} });
});

test('branding is replaced as a whole by an admin key; pale colours and logos that are no image are refused', async () => {
  const workspace = await api.createWorkspace();
  const owner = workspace.with({ key: await api.createKey(workspace, 'admin') });
  const onePixel =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
  const branding = {
    accent_colour: '#0b6e4f',
    paper: 'letter',
    logo: onePixel,
    language: 'ar',
    date_format: 'year_month_day',
  };
  expect((await workspace.send('PUT', '/v1/workspace/branding', branding)).status).toBe(403);
  expect((await owner.send('PUT', '/v1/workspace/branding', branding)).body).toEqual(branding);
  expect((await workspace.get('/v1/workspace/branding')).body).toEqual(branding);
  const wrong = await owner.send('PUT', '/v1/workspace/branding', {
    accent_colour: '#ffd700',
    paper: 'a5',
    logo: 'data:image/png;base64,PHN2Zy8+',
  });
  expect([wrong.status, pointersOf(wrong)]).toEqual([400, ['/accent_colour', '/logo', '/paper']]);
  expect(JSON.stringify(wrong.body)).toContain('this one has 1.40, take a darker one');
  expect((await owner.send('PUT', '/v1/workspace/branding', { accent_colour: '#0B6E4F' })).status).toBe(400);
  expect((await owner.send('PUT', '/v1/workspace/branding', { language: 'tlh' })).status).toBe(400);
  const american = { language: 'de', date_format: 'month_day_year' };
  expect((await owner.send('PUT', '/v1/workspace/branding', american)).body).toMatchObject({
    errors: [{ pointer: '/date_format' }],
  });
  expect((await owner.send('PUT', '/v1/workspace/branding', {})).body).toEqual({});
});
