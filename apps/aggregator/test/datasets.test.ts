import { createHash } from 'node:crypto';
import { type ComplianceCheckRecord, reportTypeNames } from '@reports/contracts';
import { workspaces } from '@reports/database';
import { connectStorage } from '@reports/storage';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createBuildDataset } from '../src/datasets/build-dataset.ts';
import { anAttempt, type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const check = (number: number, fields: Partial<ComplianceCheckRecord> = {}): ComplianceCheckRecord => ({
  check_id: `chk_${String(number).padStart(6, '0')}`,
  call_id: `call_${number}`,
  campaign_id: 'c1',
  agent_id: 'a1',
  checked_at: '2024-02-10T10:00:00Z',
  check: 'Recording disclosure',
  passed: false,
  severity: 'high',
  ...fields,
});

test.each(reportTypeNames)('an empty period of %s completes, with a header and no rows', async (type) => {
  const { summary, csv, reference } = await aggregator.report(type, { from: '2020-01-01', to: '2020-02-05' });
  expect(summary.row_count).toBe(0);
  expect(csv).toMatch(/^[a-z_,]+\r\n$/);
  expect(reference.rowsBytes).toBe(csv.length);
});

test('an empty period has zero counts, null rates and every day', async () => {
  const { summary } = await aggregator.report('call_summary', { from: '2020-02-28', to: '2020-03-01' });
  const none = { total_calls: 0, connected_calls: 0, connection_rate: null, avg_duration_seconds: null };
  expect(summary.data).toEqual({
    ...none,
    dispositions: [],
    by_campaign: [],
    by_date: ['2020-02-28', '2020-02-29', '2020-03-01'].map((date) => ({ date, ...none })),
  });
});

test('a period that is not over is not complete, and its coming days are not without data', async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const period = { from: day(-3), to: day(2) };
  await aggregator.send(
    'calls',
    [-3, -1].map((days) => call(`lately_${days}`, { started_at: `${day(days)}T12:00:00Z` })),
    { workspaceId: 'ws_b' },
  );
  const completeness = async (timezone: string) =>
    (await aggregator.report('call_summary', { ...period, timezone, workspace_id: 'ws_b' })).reference
      .completeness;
  const expected = {
    data_through: { calls: day(-1) },
    days_without_data: [day(-2)],
    complete: false,
  };
  expect(await completeness('UTC')).toEqual(expected);
  expect(await completeness('Africa/Abidjan')).toEqual(expected);
  const { reference, summary } = await aggregator.report('call_summary', {
    from: day(-1),
    to: day(-1),
    workspace_id: 'ws_b',
    filters: { agent_id: 'nobody' },
  });
  expect(summary.data.total_calls).toBe(0);
  expect(reference.completeness).toEqual({
    data_through: { calls: day(-1) },
    days_without_data: [],
    complete: true,
  });
});

test('a workspace sees its own records alone', async () => {
  await aggregator.send('calls', [call('of_b', { started_at: '2021-01-10T10:00:00Z' })], {
    workspaceId: 'ws_b',
  });
  const period = { from: '2021-01-01', to: '2021-01-31' };
  expect((await aggregator.report('call_summary', period)).summary.data.total_calls).toBe(0);
  expect(
    (await aggregator.report('call_summary', { ...period, workspace_id: 'ws_b' })).summary.data.total_calls,
  ).toBe(1);
  // The rows too, and not the rollups alone.
  const elsewhere = { ...period, timezone: 'Asia/Kolkata' };
  expect((await aggregator.report('call_summary', elsewhere)).summary.data.total_calls).toBe(0);
});

test('two thousand dispositions, with commas and quotes, are as many columns', async () => {
  const names = Array.from({ length: 2_000 }, (_, number) => `${'very long '.repeat(15)}"name", ${number}`);
  await aggregator.send(
    'calls',
    names.map((disposition, number) =>
      call(`wide_${number}`, {
        disposition,
        campaign_id: `c${number % 2}`,
        started_at: '2022-01-10T10:00:00Z',
      }),
    ),
  );
  const { csv, summary } = await aggregator.report('call_summary', { from: '2022-01-01', to: '2022-01-31' });
  const [header = '', first = '', second = ''] = csv.split('\r\n');
  expect(summary.row_count).toBe(2);
  expect(header.match(/disposition_/g)).toHaveLength(2_000);
  expect(header).toContain('""name"", 7"');
  for (const row of [first, second]) {
    const counts = row.split(',').slice(7).map(Number);
    expect(counts).toHaveLength(2_000);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(1_000);
  }
});

test('with labels of dispositions the columns are theirs, whatever was found, and labels are frozen with the figures', async () => {
  await aggregator.createWorkspace('ws_labels');
  const labels = { dispositions: { sale: 'Sale', no_answer: 'No answer' } };
  await aggregator.shared.withWorkspace('ws_labels', (transaction) =>
    transaction.update(workspaces).set({ labels }).where(eq(workspaces.id, 'ws_labels')),
  );
  const started = { started_at: '2024-01-10T10:00:00Z' };
  const records = [
    call('labelled_1', { ...started, disposition: 'sale' }),
    call('labelled_2', { ...started, disposition: 'wrong_number' }),
    call('labelled_3', { ...started, disposition: 'callback' }),
    call('labelled_4', started),
  ];
  const request = { workspace_id: 'ws_labels' };
  const columns = (csv: string) => csv.split('\r\n').map((line) => line.split(',').slice(7).join(','));
  const empty = await aggregator.report('call_summary', request);
  await aggregator.send('calls', records, { workspaceId: 'ws_labels' });
  const { csv, summary } = await aggregator.report('call_summary', request);
  const header = 'disposition_no_answer,disposition_sale,disposition_unknown,other_dispositions';
  expect(columns(empty.csv)).toEqual([header, '']);
  expect(columns(csv)).toEqual([header, '0,1,1,2', '']);
  expect(summary).toMatchObject({ labels });
  expect((await aggregator.report('call_summary')).summary).not.toHaveProperty('labels');
});

test('a filter is a value and never SQL', async () => {
  const name = "'); drop table calls; --";
  await aggregator.send('calls', [
    call('quoted', { campaign_id: name, started_at: '2023-01-10T10:00:00Z' }),
    call('other', { started_at: '2023-01-10T10:00:00Z' }),
  ]);
  const count = async (campaign_id: string | string[]) => {
    const period = { from: '2023-01-01', to: '2023-01-31' };
    const { summary } = await aggregator.report('call_summary', { ...period, filters: { campaign_id } });
    return summary.data.total_calls;
  };
  expect(await count(name)).toBe(1);
  expect(await count([name, 'c1'])).toBe(2);
  expect(await count('\\')).toBe(0);
  expect(await count('a\0b')).toBe(0);
});

test('a long file goes up as it comes, and a repeat gives the same bytes', async () => {
  const detail = 'Terms were read "too fast",\nand twice. '.repeat(8);
  for (let batch = 0; batch < 4; batch += 1) {
    const numbers = Array.from({ length: 5_000 }, (_, index) => batch * 5_000 + index);
    await aggregator.send(
      'compliance_checks',
      numbers.map((number) => check(number, { detail })),
    );
  }
  const ask = { from: '2024-02-01', to: '2024-02-29' };
  const first = await aggregator.report('compliance_audit', ask);
  expect(first.summary.row_count).toBe(20_000);
  expect(first.reference.rowsBytes).toBeGreaterThan(5 * 1024 * 1024);
  expect(first.reference.rowsBytes).toBe(Buffer.byteLength(first.csv));
  expect(first.reference.rowsSha256).toBe(createHash('sha256').update(first.csv).digest('hex'));
  const second = await aggregator.report('compliance_audit', ask);
  expect(second.csv).toBe(first.csv);
  expect(JSON.stringify(second.summary.data)).toBe(JSON.stringify(first.summary.data));
});

const compliance = {
  report_id: 'rpt_x',
  workspace_id: 'ws_a',
  workspace_name: 'A',
  type: 'compliance_audit',
  format: 'csv',
  from: '2024-02-01',
  to: '2024-02-29',
  timezone: 'UTC',
  filters: {},
} as const;

const activeQueries = async (condition = "state <> 'idle'") => {
  const rows = await aggregator.database.sql.unsafe<{ count: number }[]>(`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and ${condition}`);
  return rows[0]?.count ?? 0;
};

test('storage that fails is an error that says to try again, and leaves no query behind', async () => {
  const storage = connectStorage({
    endpoint: 'http://127.0.0.1:1',
    accessKey: 'none',
    secretKey: 'none',
    bucket: 'none',
    retentionDays: {},
  });
  const build = createBuildDataset({
    database: aggregator.database,
    storage,
    metrics: aggregator.metrics,
  });
  await expect(build(compliance, anAttempt())).rejects.toMatchObject({
    code: 'storage_unavailable',
    fate: 'passing',
  });
  await vi.waitUntil(async () => (await activeQueries()) === 0, { timeout: 10_000 });
});

test('a report that is cancelled ends its queries', async () => {
  const stopping = new AbortController();
  await aggregator.database.withWorkspace('ws_a', async (transaction) => {
    // The report's query waits for it.
    await transaction.execute(sql`lock table compliance_checks in access exclusive mode`);
    const making = aggregator.build(compliance, stopping.signal);
    making.catch(() => undefined);
    await vi.waitUntil(async () => (await activeQueries("wait_event_type = 'Lock'")) > 0, {
      timeout: 10_000,
    });
    stopping.abort(new Error('Cancelled by its client'));
    await expect(making).rejects.toThrow('Cancelled by its client');
    expect(await activeQueries("wait_event_type = 'Lock'")).toBe(0);
  });
});

test('a report that was cancelled before it began asks nothing', async () => {
  await expect(aggregator.build(compliance, AbortSignal.abort())).rejects.toThrow('aborted');
});

test('a database that is away is an error that says to try again', async () => {
  const { unreachable: database, storage, metrics } = aggregator;
  const build = createBuildDataset({ database, storage, metrics });
  await expect(build(compliance, anAttempt())).rejects.toMatchObject({
    code: 'database_unavailable',
    fate: 'passing',
  });
});

test('a first attempt reads where it is told to, and has its figures as of then; a later one reads the primary', async () => {
  const { database, unreachable, storage, metrics } = aggregator;
  const asOf = '2024-02-01T06:00:00Z';
  const build = createBuildDataset({
    database,
    nextReading: async () => ({ from: 'replica', database, asOf }),
    storage,
    metrics,
  });
  expect((await build(compliance, anAttempt())).dataAsOf).toBe(asOf);
  const replicaGone = createBuildDataset({
    database,
    nextReading: async () => ({ from: 'replica', database: unreachable, asOf }),
    storage,
    metrics,
  });
  await expect(replicaGone(compliance, anAttempt())).rejects.toMatchObject({ fate: 'passing' });
  const second = await replicaGone(compliance, { ...anAttempt(), number: 2 });
  expect(Date.parse(second.dataAsOf)).toBeGreaterThan(Date.parse(asOf));
});

test('a zone that the database does not know is an error for good', async () => {
  await expect(aggregator.build({ ...compliance, timezone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'unknown_time_zone',
    fate: 'client',
  });
});
