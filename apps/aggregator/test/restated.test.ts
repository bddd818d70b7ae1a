import type { ReportRequest } from '@reports/contracts';
import { findReport, reports } from '@reports/database';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneRecords } from '../src/retention/prune-records.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;
let owner: postgres.Sql;

beforeAll(async () => {
  aggregator = await createAggregator();
  owner = postgres(aggregator.ownerUrl, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  await owner.end();
  await aggregator.close();
});

let made = 0;

/** A report that is completed: its row has the reference of its dataset, as the scheduler leaves it. */
const complete = async (request: Partial<ReportRequest> & { workspace_id: string }) => {
  made += 1;
  const id = `rpt_restated${made}`;
  const { reference } = await aggregator.report('call_summary', { ...request, report_id: id });
  await aggregator.shared.withWorkspace(request.workspace_id, (transaction) =>
    transaction.insert(reports).values({
      id,
      workspaceId: request.workspace_id,
      type: 'call_summary',
      format: 'json',
      status: 'completed',
      periodFrom: request.from ?? '2024-01-01',
      periodTo: request.to ?? '2024-01-31',
      timezone: request.timezone ?? 'UTC',
      dataset: reference,
      dataAsOf: new Date(reference.dataAsOf),
      rowCount: reference.rowCount,
      fileKey: reference.rowsKey,
      fileBytes: reference.rowsBytes,
      fileSha256: reference.rowsSha256,
      fileRetainedUntil: new Date(Date.now() + 86_400_000),
      completedAt: new Date(),
    }),
  );
  return {
    id,
    restated: async () => (await findReport(aggregator.shared, request.workspace_id, id))?.restated ?? null,
  };
};

test('a report is restated once a record of its period has come, changed or gone, and not by a repeat', async () => {
  await aggregator.createWorkspace('ws_1');
  const january = { workspace_id: 'ws_1' };
  const send = (...calls: ReturnType<typeof call>[]) =>
    aggregator.send('calls', calls, { workspaceId: 'ws_1' });
  const first = call('one', { started_at: '2024-01-10T10:00:00Z' });
  await send(first, call('later', { started_at: '2024-02-10T10:00:00Z' }));

  const made = await complete(january);
  expect(await made.restated()).toBeNull();
  await send(first);
  await send(call('later', { started_at: '2024-02-11T10:00:00Z' }));
  expect(await made.restated()).toBeNull();

  const before = new Date(Date.now() - 1_000).toISOString();
  await send(call('one', { started_at: '2024-01-10T10:00:00Z', duration_seconds: 61 }));
  const restated = await made.restated();
  expect(restated?.kinds).toEqual(['calls']);
  expect(restated && restated.since >= before.slice(0, 19)).toBe(true);

  const afterwards = await complete(january);
  expect(await afterwards.restated()).toBeNull();
  await send(call('late', { started_at: '2024-01-31T23:59:59Z' }));
  expect(await afterwards.restated()).not.toBeNull();

  const last = await complete(january);
  await aggregator.shared.withWorkspace('ws_1', (transaction) =>
    transaction.execute("delete from calls where workspace_id = 'ws_1' and id = 'late'"),
  );
  expect(await last.restated()).not.toBeNull();
});

test.each([
  [
    'Asia/Kolkata',
    '2024-01-04T18:29:59Z',
    '2024-01-04T18:30:00Z',
    '2024-01-05T18:29:59Z',
    '2024-01-05T18:30:00Z',
  ],
  [
    'Asia/Kathmandu',
    '2024-01-04T18:14:59Z',
    '2024-01-04T18:15:00Z',
    '2024-01-05T18:14:59Z',
    '2024-01-05T18:15:00Z',
  ],
  ['UTC', '2024-01-04T23:59:59Z', '2024-01-05T00:00:00Z', '2024-01-05T23:59:59Z', '2024-01-06T00:00:00Z'],
])(
  'the edges of a day in %s are exact, whatever the home zone',
  async (timezone, before, first, last, after) => {
    const workspaceId = `ws_edge_${timezone.replace('/', '_')}`;
    await aggregator.createWorkspace(workspaceId, 'America/New_York');
    const day = { workspace_id: workspaceId, from: '2024-01-05', to: '2024-01-05', timezone };
    const send = (id: string, started_at: string) =>
      aggregator.send('calls', [call(id, { started_at })], { workspaceId });

    const report = await complete(day);
    await send('before', before);
    await send('after', after);
    expect(await report.restated()).toBeNull();
    await send('first', first);
    expect(await report.restated()).not.toBeNull();
    const again = await complete(day);
    await send('last', last);
    expect(await again.restated()).not.toBeNull();
  },
);

test('a change that was on its way while the figures were read is not in them', async () => {
  await aggregator.createWorkspace('ws_2');
  let proceed = () => {};
  const release = new Promise<void>((resolve) => (proceed = resolve));
  let written = () => {};
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const writing = owner.begin(async (transaction) => {
    await transaction`insert into calls (workspace_id, id, campaign_id, agent_id, contact_id, started_at, duration_seconds, connected, version)
      values ('ws_2', 'slow', 'c1', 'a1', 'k1', '2024-01-10T10:00:00Z', 1, true, 1)`;
    written();
    await release;
  });
  await isWritten;
  const report = await complete({ workspace_id: 'ws_2' });
  expect(await report.restated()).toBeNull();
  proceed();
  await writing;
  expect(await report.restated()).not.toBeNull();
});

test('deleting what is too old to be kept restates nothing', async () => {
  await aggregator.createWorkspace('ws_3');
  await aggregator.send('calls', [call('old', { started_at: '2020-01-10T10:00:00Z' })], {
    workspaceId: 'ws_3',
  });
  const report = await complete({ workspace_id: 'ws_3', from: '2020-01-01', to: '2020-01-31' });
  await pruneRecords({ database: aggregator.database, metrics: aggregator.metrics, log }, 30);
  expect(await owner`select count(*)::integer as kept from calls where workspace_id = 'ws_3'`).toEqual([
    { kept: 0 },
  ]);
  expect(await report.restated()).toBeNull();
});

/** A value unlike any that the tests' records have, by the column's type. */
const otherValues: Record<string, string> = {
  text: "'low'",
  'text[]': "'{x}'",
  integer: '4711',
  numeric: '47.11',
  'numeric[]': "'{47.11}'",
  boolean: '% IS NOT TRUE',
  'boolean[]': "'{NULL}'",
  'timestamp with time zone': "coalesce(%, '2024-01-10T10:00:00Z') + interval '1 second'",
};

test('each column of a record counts, but for its version', async () => {
  await aggregator.createWorkspace('ws_4');
  await owner`insert into calls (workspace_id, id, campaign_id, agent_id, contact_id, started_at, duration_seconds, connected, version)
    values ('ws_4', 'x', 'c', 'a', 'k', '2024-01-10T10:00:00Z', 1, true, 1)`;
  await owner`insert into evaluations (workspace_id, id, campaign_id, agent_id, evaluated_at, score, passed, parameters, parameter_scores,
      parameter_max_scores, parameter_passed, version)
    values ('ws_4', 'x', 'c', 'a', '2024-01-10T10:00:00Z', 1, true, '{p}', '{1}', '{2}', '{t}', 1)`;
  await owner`insert into compliance_checks (workspace_id, id, call_id, campaign_id, agent_id, checked_at, "check", passed, severity, version)
    values ('ws_4', 'x', 'x', 'c', 'a', '2024-01-10T10:00:00Z', 'c', true, 'high', 1)`;
  const columns = await owner<{ kind: string; name: string; type: string }[]>`
    select attrelid::regclass::text as kind, attname as name, format_type(atttypid, null) as type from pg_attribute
    where attrelid in ('calls'::regclass, 'evaluations'::regclass, 'compliance_checks'::regclass)
      and attnum > 0 and not attisdropped and attname not in ('workspace_id', 'id')`;
  expect(columns.length).toBeGreaterThan(25);
  for (const { kind, name, type } of columns) {
    await owner`delete from record_changes`;
    const other = name === 'version' ? '%' : (otherValues[type] ?? 'unknown type');
    const value = name === 'sentiment' ? "'neutral'" : other.replace('%', `"${name}"`);
    await owner.unsafe(
      `update ${kind} set version = version + 1, "${name}" = ${name === 'version' ? 'version + 1' : value}
      where workspace_id = 'ws_4'`.replace('set version = version + 1, "version"', 'set "version"'),
    );
    const [noted] = await owner<{ count: number }[]>`select count(*)::integer as count from record_changes`;
    expect([kind, name, noted && noted.count > 0]).toEqual([kind, name, name !== 'version']);
    await owner.unsafe(
      `update evaluations set parameters = '{p}', parameter_scores = '{1}', parameter_max_scores = '{2}', parameter_passed = '{t}'`,
    );
  }
});
