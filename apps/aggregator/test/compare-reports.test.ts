import { reports } from '@reports/database';
import { connectStorage } from '@reports/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareReports } from '../src/datasets/compare-reports.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const signal = new AbortController().signal;
let made = 0;

/** A completed report over the workspace's calls, and its row. */
const complete = async (workspaceId: string, changes?: { compared_to: string }) => {
  made += 1;
  const id = `rpt_compared${made}`;
  const { reference, summary } = await aggregator.report('call_summary', {
    workspace_id: workspaceId,
    report_id: id,
    ...changes,
  });
  await aggregator.shared.withWorkspace(workspaceId, (transaction) =>
    transaction.insert(reports).values({
      id,
      workspaceId,
      type: 'call_summary',
      format: 'json',
      periodFrom: '2024-01-01',
      periodTo: '2024-01-31',
      timezone: 'UTC',
      dataset: reference,
    }),
  );
  return { id, reference, summary };
};

const send = (workspaceId: string, id: string, connected: boolean) =>
  aggregator.send('calls', [call(id, { started_at: '2024-01-10T10:00:00Z', connected })], { workspaceId });

describe('a report that is made again', () => {
  test('has its headline figures beside those of the first, in its dataset and in what the workflow carries', async () => {
    await aggregator.createWorkspace('ws_c');
    await send('ws_c', 'one', true);
    await send('ws_c', 'two', false);
    const first = await complete('ws_c');
    expect(first.reference).not.toHaveProperty('comparison');

    await send('ws_c', 'two', true);
    await send('ws_c', 'three', false);
    const again = await complete('ws_c', { compared_to: first.id });
    expect(again.reference.comparison).toEqual({
      report_id: first.id,
      data_as_of: first.reference.dataAsOf,
      figures: [
        { figure: 'total_calls', unit: 'count', before: 2, after: 3, change: 1 },
        { figure: 'connected_calls', unit: 'count', before: 1, after: 2, change: 1 },
        { figure: 'connection_rate', unit: 'rate', before: 0.5, after: 0.67, change: 0.17 },
        expect.objectContaining({ figure: 'avg_duration_seconds', change: 0 }),
      ],
    });
    expect(again.summary).toMatchObject({ comparison: again.reference.comparison });

    const unchanged = await complete('ws_c', { compared_to: again.id });
    expect(unchanged.reference.comparison?.figures?.map(({ change }) => change)).toEqual([0, 0, 0, 0]);
  });

  test('is made all the same where the first is gone, has lost its figures, or is damaged', async () => {
    await aggregator.createWorkspace('ws_d');
    await send('ws_d', 'one', true);
    expect((await complete('ws_d', { compared_to: 'rpt_gone' })).reference.comparison).toEqual({
      report_id: 'rpt_gone',
    });
    const pruned = await complete('ws_d');
    await aggregator.storage.remove(pruned.reference.summaryKey);
    const damaged = await complete('ws_d');
    await aggregator.storage.remove(damaged.reference.summaryKey);
    await aggregator.storage.put(damaged.reference.summaryKey, Buffer.from('{"data": 1'), 'application/json');
    for (const { id } of [pruned, damaged]) {
      const { reference, summary } = await complete('ws_d', { compared_to: id });
      expect(reference.comparison).toEqual({ report_id: id });
      expect(summary.data).toMatchObject({ total_calls: 1 });
    }
  });

  test('sees no report of another workspace', async () => {
    await aggregator.createWorkspace('ws_e');
    await send('ws_e', 'one', true);
    const theirs = await complete('ws_e');
    await aggregator.createWorkspace('ws_f');
    expect((await complete('ws_f', { compared_to: theirs.id })).reference.comparison).toEqual({
      report_id: theirs.id,
    });
  });

  test('waits for storage that is away, rather than go without the comparison', async () => {
    await aggregator.createWorkspace('ws_g');
    const { id } = await complete('ws_g');
    const away = connectStorage({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      accessKey: 'none',
      secretKey: 'none-at-all',
      bucket: 'none',
      retentionDays: {},
    });
    const request = {
      report_id: 'rpt_waiting',
      workspace_id: 'ws_g',
      workspace_name: 'G',
      type: 'call_summary',
      format: 'json',
      from: '2024-01-01',
      to: '2024-01-31',
      timezone: 'UTC',
      filters: {},
      compared_to: id,
    } as const;
    await expect(
      compareReports({ database: aggregator.database, storage: away }, request, {}, signal),
    ).rejects.toMatchObject({ fate: 'passing' });
    const left = new AbortController();
    left.abort(new Error('cancelled'));
    await expect(
      compareReports({ database: aggregator.database, storage: away }, request, {}, left.signal),
    ).rejects.toThrow('cancelled');
  });
});
