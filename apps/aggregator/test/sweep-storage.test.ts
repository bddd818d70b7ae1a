import { connectDatabase, reports } from '@reports/database';
import { sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startSweeping, sweepStorage } from '../src/retention/sweep-storage.ts';
import { type Aggregator, createAggregator, log } from './aggregator.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});
afterAll(() => aggregator.close());

const workspaceId = 'ws_a';

/** Everything that is there now counts as old. */
const soon = () => new Date(Date.now() + 60_000);
const sweep = () => sweepStorage({ ...aggregator, log }, soon());

const keysThere = async (): Promise<string[]> => {
  const keys: string[] = [];
  for (const prefix of ['datasets/', 'files/', 'else/']) {
    for await (const page of aggregator.storage.list(prefix)) keys.push(...page.map(({ key }) => key));
  }
  return keys.toSorted();
};

beforeEach(async () => {
  for (const key of await keysThere()) await aggregator.storage.remove(key);
});

const leave = (...keys: string[]) =>
  Promise.all(keys.map((key) => aggregator.storage.put(key, Buffer.from('x'), 'text/plain')));

const row = (id: string, changes: Partial<typeof reports.$inferInsert> = {}) =>
  aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.insert(reports).values({
      id,
      workspaceId,
      type: 'call_summary',
      format: 'csv',
      periodFrom: '2024-01-01',
      periodTo: '2024-01-31',
      timezone: 'UTC',
      ...changes,
    }),
  );

/** The keys of an attempt at a report. */
const keysOf = (id: string, attempt: string) => ({
  summaryKey: `datasets/${workspaceId}/${id}/${attempt}/summary.json`,
  rowsKey: `datasets/${workspaceId}/${id}/${attempt}/rows.csv`,
  fileKey: `files/${workspaceId}/${id}/${attempt}.csv`,
});

const completed = ({ fileKey, ...dataset }: ReturnType<typeof keysOf>, days = 90) => ({
  status: 'completed' as const,
  fileKey,
  fileBytes: 1,
  fileSha256: '',
  rowCount: 1,
  dataAsOf: new Date('2024-01-31T00:00:00Z'),
  completedAt: new Date(),
  fileRetainedUntil: new Date(Date.now() + days * 86_400_000),
  dataset: { ...dataset, rowCount: 1, rowsBytes: 1, rowsSha256: '', dataAsOf: '2024-01-31T00:00:00Z' },
});

test('of a finished report stays what its row names, and the attempts that lost go', async () => {
  const [won, lost] = [keysOf('rpt_done', 'run-1-2'), keysOf('rpt_done', 'run-1-1')];
  await row('rpt_done', completed(won));
  await row('rpt_failed', {
    status: 'failed',
    errorCode: 'internal_error',
    errorMessage: 'It failed.',
    errorRetryable: true,
    completedAt: new Date(),
  });
  await leave(
    ...Object.values(won),
    ...Object.values(lost),
    ...Object.values(keysOf('rpt_failed', 'run-1-1')),
  );
  await sweep();
  expect(await keysThere()).toEqual(Object.values(won).toSorted());
});

test('everything of a report that is being made stays, and the dataset that another one is rendered from', async () => {
  const [origin, again] = [keysOf('rpt_origin', 'run-1-1'), keysOf('rpt_again', 'run-1-1')];
  await row('rpt_origin', completed(origin));
  await row('rpt_again', { datasetReportId: 'rpt_origin' });
  await row('rpt_new');
  const kept = [origin, again, keysOf('rpt_new', 'run-1-1'), keysOf('rpt_new', 'run-1-2')].flatMap((keys) =>
    Object.values(keys),
  );
  await leave(...kept);
  await sweep();
  expect(await keysThere()).toEqual(kept.toSorted());
});

test("a deleted report's objects go, but for a dataset that another report was rendered from", async () => {
  const [deleted, again] = [keysOf('rpt_deleted', 'run-1-1'), keysOf('rpt_rendered', 'run-1-1')];
  const { summaryKey, rowsKey } = deleted;
  await row('rpt_rendered', completed({ summaryKey, rowsKey, fileKey: again.fileKey }));
  await leave(...Object.values(deleted), again.fileKey);
  await sweep();
  expect(await keysThere()).toEqual([summaryKey, rowsKey, again.fileKey].toSorted());
});

test('what is past its retention goes, a day later', async () => {
  const [over, today] = [keysOf('rpt_over', 'run-1-1'), keysOf('rpt_today', 'run-1-1')];
  await row('rpt_over', completed(over, -1.1));
  await row('rpt_today', completed(today, -0.5));
  await leave(...Object.values(over), ...Object.values(today));
  await sweep();
  expect(await keysThere()).toEqual(Object.values(today).toSorted());
});

test('the keys of a version before, young objects, workspaces and keys that we do not know stay', async () => {
  const old = {
    summaryKey: `datasets/${workspaceId}/rpt_old/summary.json`,
    rowsKey: `datasets/${workspaceId}/rpt_old/rows.csv`,
    fileKey: `files/${workspaceId}/rpt_old.csv`,
  };
  await row('rpt_old', completed(old));
  const kept = [...Object.values(old), 'files/ws_elsewhere/rpt_1/run-1-1.csv', 'else/a', 'files/a'];
  const lost = [`files/${workspaceId}/rpt_old.pdf`, `files/${workspaceId}/rpt_unknown.csv`];
  await leave(...kept, ...lost);
  await sweepStorage({ ...aggregator, log }, new Date(Date.now() - 60_000));
  expect(await keysThere()).toEqual([...kept, ...lost].toSorted());
  await sweep();
  expect(await keysThere()).toEqual(kept.toSorted());
});

test('one replica sweeps at a time', async () => {
  const lost = keysOf('rpt_nowhere', 'run-1-1');
  await leave(lost.fileKey);
  const list = vi.spyOn(aggregator.storage, 'list');
  const holder = connectDatabase({ url: aggregator.ownerUrl, applicationName: 'test-holder', poolSize: 1 });
  await holder.orm.execute(sql`select pg_advisory_lock(hashtextextended('storage_sweep', 0))`);
  const start = async () => {
    const registry = new Registry();
    const loop = startSweeping({ ...aggregator, registry, log });
    const done = /last_success_timestamp_seconds\{[^}]*loop="storage_sweep"[^}]*\} [1-9]/;
    await vi.waitUntil(async () => done.test(await registry.metrics()), { timeout: 30_000 });
    await loop.stop();
  };
  await start();
  expect(list).not.toHaveBeenCalled();
  await holder.close();
  await start();
  expect(list).toHaveBeenCalledTimes(2);
  // It is a minute old at most.
  expect(await keysThere()).toContain(lost.fileKey);
});
