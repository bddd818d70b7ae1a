import { createHash } from 'node:crypto';
import { deliveries, erasures, reports, requestErasure } from '@reports/database';
import type { ReportType } from '@reports/contracts';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseStep } from '../src/erasures/start-erasing.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';

let aggregator: Aggregator;
const workspaceId = 'ws_a';

beforeAll(async () => {
  aggregator = await createAggregator();
  const at = (day: number) => `2024-01-${String(day).padStart(2, '0')}T12:00:00Z`;
  const of = (number: number) => ({ campaign_id: 'c1', agent_id: `a${number % 2}` });
  const ids = [...Array(20).keys()];
  await aggregator.send(
    'calls',
    ids.map((number) => ({
      ...of(number),
      call_id: `call_${number}`,
      contact_id: number < 10 ? 'con_gone' : 'con_kept',
      started_at: at(number + 1),
      duration_seconds: 60,
      connected: true,
    })),
  );
  await aggregator.send(
    'evaluations',
    ids.map((number) => ({
      ...of(number),
      call_id: `call_${number}`,
      evaluated_at: at(number + 1),
      score: 80,
      passed: true,
      parameters: [{ parameter: 'Greeting', score: 8, max_score: 10, passed: true }],
    })),
  );
  await aggregator.send(
    'compliance_checks',
    ids.map((number) => ({
      ...of(number),
      check_id: `chk_${number}`,
      call_id: `call_${number}`,
      // One stands long before its call.
      checked_at: number === 3 ? '2023-12-01T12:00:00Z' : at(number + 1),
      check: 'Consent',
      // Of the contact that is erased the check of the 5th alone failed.
      passed: number !== 4 && number !== 14,
      severity: 'high' as const,
      detail: 'what was said',
    })),
  );
  await aggregator.send('agents', [
    { agent_id: 'a0', name: 'Ann' },
    { agent_id: 'a1', name: 'Bob' },
  ]);
});
afterAll(() => aggregator.close());

let made = 0;

/** A completed report with a dataset and a file of its own. */
const complete = async (
  type: ReportType,
  { from = '2024-01-01', to = '2024-01-31', filters = {}, timezone = 'UTC' } = {},
) => {
  made += 1;
  const id = `rpt_erase${made}`;
  const { reference } = await aggregator.report(type, { report_id: id, from, to, filters, timezone });
  const file = Buffer.from('file');
  const fileKey = `files/${workspaceId}/${id}/1.csv`;
  await aggregator.storage.put(fileKey, file, 'text/csv');
  await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.insert(reports).values({
      id,
      workspaceId,
      type,
      format: 'csv',
      status: 'completed',
      periodFrom: from,
      periodTo: to,
      timezone,
      filters,
      dataset: reference,
      dataAsOf: new Date(reference.dataAsOf),
      fileKey,
      fileBytes: file.length,
      fileSha256: createHash('sha256').update(file).digest('hex'),
      completedAt: sql`now()`,
    }),
  );
  const keys = [fileKey, reference.summaryKey, reference.rowsKey];
  return {
    id,
    objects: async () => (await Promise.all(keys.map((key) => aggregator.storage.stat(key)))).filter(Boolean),
  };
};

const isErased = async (id: string): Promise<boolean> => {
  const [row] = await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.select().from(reports).where(eq(reports.id, id)),
  );
  return row?.erasedAt !== null && row?.dataset === null;
};

const request = (subject: 'contact' | 'agent', subjectId: string) =>
  aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    requestErasure(transaction, { id: `era_${subjectId}`, workspaceId, subject, subjectId }),
  );

const step = () => eraseStep({ ...aggregator, log }, workspaceId, 3);

const erasureOf = async (id: string) => {
  const [row] = await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.select().from(erasures).where(eq(erasures.id, id)),
  );
  return row;
};

test('an erased contact is named in no table and in no figures, and what does not name it stays', async () => {
  const audit = await complete('compliance_audit');
  const fifth = await complete('compliance_audit', { from: '2024-01-05', to: '2024-01-05' });
  // 12:00 UTC of the 5th is the 6th there.
  const elsewhere = await complete('compliance_audit', {
    from: '2024-01-06',
    to: '2024-01-06',
    timezone: 'Pacific/Kiritimati',
  });
  const kept = [
    await complete('compliance_audit', { from: '2024-01-06', to: '2024-01-31' }),
    await complete('compliance_audit', {
      from: '2024-01-05',
      to: '2024-01-05',
      timezone: 'Pacific/Kiritimati',
    }),
    await complete('campaign_performance'),
    await complete('agent_coaching'),
  ];
  await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.insert(deliveries).values({
      id: 'dlv_erase',
      workspaceId,
      reportId: audit.id,
      channel: 'email',
      recipient: 'ann@example.com',
      event: 'report.completed',
      messageId: '<1>',
    }),
  );
  await request('contact', 'con_gone');
  // One that is being made since before may hold the contact: it is waited for.
  await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.insert(reports).values({
      id: 'rpt_making',
      workspaceId,
      type: 'compliance_audit',
      format: 'csv',
      periodFrom: '2024-01-01',
      periodTo: '2024-01-31',
      timezone: 'UTC',
    }),
  );
  while ((await step()) === 'removed');
  expect(await step()).toBe('waiting');
  expect(await erasureOf('era_con_gone')).toMatchObject({ status: 'running' });
  await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction
      .delete(reports)
      .where(and(eq(reports.id, 'rpt_making'), eq(reports.workspaceId, workspaceId))),
  );
  while ((await step()) !== 'done');
  expect(await erasureOf('era_con_gone')).toMatchObject({
    status: 'completed',
    removed: { calls: 10, evaluations: 10, compliance_checks: 10, reports: 3 },
  });

  for (const { id, objects } of [audit, fifth, elsewhere]) {
    expect([id, await isErased(id), await objects()]).toEqual([id, true, []]);
  }
  for (const { id, objects } of kept) {
    expect([id, await isErased(id), (await objects()).length]).toEqual([id, false, 3]);
  }
  await aggregator.shared.withWorkspace(workspaceId, async (transaction) => {
    for (const table of ['calls', 'contact_days']) {
      const named = sql`select 1 from ${sql.identifier(table)} where contact_id = 'con_gone'`;
      expect([table, (await transaction.execute(named)).length]).toEqual([table, 0]);
    }
    const [delivery] = await transaction.select().from(deliveries).where(eq(deliveries.id, 'dlv_erase'));
    expect(delivery).toMatchObject({ status: 'failed', nextAttemptAt: null });
    const [pending] = await transaction.execute(
      sql`select erasures_pending_since as since from workspaces where id = ${workspaceId}`,
    );
    expect(pending?.since).toBeNull();
  });
  const { summary } = await aggregator.report('call_summary');
  expect(summary.data).toMatchObject({ total_calls: 10 });
});

test('an erased agent is named in no table, rollup and figures, also where only a filter names it', async () => {
  const erased = [
    await complete('qa_performance'),
    await complete('agent_coaching'),
    await complete('call_summary', { filters: { agent_id: 'a1' } }),
    await complete('call_summary', { filters: { agent_id: ['a0', 'a1'] } }),
  ];
  const kept = [
    await complete('call_summary'),
    await complete('call_summary', { filters: { agent_id: 'a0' } }),
    await complete('qa_performance', { from: '2024-02-01', to: '2024-02-29' }),
  ];
  await request('agent', 'a1');
  while ((await step()) !== 'done');
  expect(await erasureOf('era_a1')).toMatchObject({
    removed: { calls: 5, evaluations: 5, compliance_checks: 5, agents: 1 },
  });
  for (const { id, objects } of erased)
    expect([id, await isErased(id), await objects()]).toEqual([id, true, []]);
  for (const { id } of kept) expect([id, await isErased(id)]).toEqual([id, false]);
  await aggregator.shared.withWorkspace(workspaceId, async (transaction) => {
    const tables = await transaction.execute<{ table_name: string }>(sql`
      select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where column_name = 'agent_id' and table_schema = 'public' and table_type = 'BASE TABLE'`);
    expect(tables.length).toBeGreaterThan(5);
    for (const { table_name: table } of tables) {
      const named = sql`select 1 from ${sql.identifier(table)} where agent_id = 'a1'`;
      expect([table, (await transaction.execute(named)).length]).toEqual([table, 0]);
    }
    expect((await transaction.execute(sql`select 1 from agents where id = 'a1'`)).length).toBe(0);
  });
});

test('objects that could not be removed are removed by the step after', async () => {
  const report = await complete('qa_performance');
  await request('agent', 'a0');
  const away = {
    ...aggregator.storage,
    remove: async () => {
      throw new Error('killed');
    },
  };
  const stepAway = () =>
    eraseStep({ ...aggregator, storage: away, log }, workspaceId).catch((error: Error) => error.message);
  while ((await stepAway()) !== 'killed');
  expect(await stepAway()).toBe('killed');
  expect([await isErased(report.id), (await report.objects()).length]).toEqual([false, 3]);
  while ((await step()) !== 'done');
  expect([await isErased(report.id), await report.objects()]).toEqual([true, []]);
});
