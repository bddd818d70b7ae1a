import { reports } from '@reports/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

interface Item {
  report_id: string;
  created_at: string;
  type: string;
  status: string;
  scheduled: boolean;
}
interface Page {
  data: Item[];
  total: number;
  limit: number;
  offset: number;
  next_cursor: string | null;
}

const list = async (query = '', from = client): Promise<Page> => {
  const { status, body, text } = await from.get(`/v1/reports${query}`);
  if (status !== 200) throw new Error(text);
  return body as unknown as Page;
};
const idsOf = ({ data }: Page) => data.map(({ report_id }) => report_id);

/** Reports made at given seconds of one minute; several at the same instant. */
const insert = (
  workspaceId: string,
  instants: string[],
  changes: Partial<typeof reports.$inferInsert> = {},
) =>
  api.database.withWorkspace(workspaceId, (transaction) =>
    transaction.insert(reports).values(
      instants.map((instant, index) => ({
        id: `rpt_${workspaceId.slice(3)}${String(index).padStart(4, '0')}`,
        workspaceId,
        type: 'qa_performance' as const,
        format: 'json' as const,
        periodFrom: '2024-01-01',
        periodTo: '2024-01-31',
        timezone: 'UTC',
        createdAt: new Date(instant),
        ...changes,
      })),
    ),
  );

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('GET /v1/reports', () => {
  test('starts empty', async () => {
    client = await api.createWorkspace();
    expect(await list()).toEqual({ data: [], total: 0, limit: 20, offset: 0, next_cursor: null });
  });

  test('gives the newest first, by offset and by cursor alike, none twice and none left out', async () => {
    client = await api.createWorkspace();
    const instants = Array.from(
      { length: 57 },
      (_, index) => `2024-01-31T18:00:${String(Math.floor(index / 4)).padStart(2, '0')}.500Z`,
    );
    await insert(client.workspaceId, instants);
    const expected = instants
      .map((_, index) => `rpt_${client.workspaceId.slice(3)}${String(index).padStart(4, '0')}`)
      .toReversed();
    const byOffset: string[] = [];
    for (let offset = 0; offset < 57; offset += 10) {
      const page = await list(`?limit=10&offset=${offset}`);
      expect([page.total, page.limit, page.offset]).toEqual([57, 10, offset]);
      byOffset.push(...idsOf(page));
    }
    expect(byOffset).toEqual(expected);
    const byCursor: string[] = [];
    for (let cursor: string | null = '', offset = 0; cursor !== null; offset += 10) {
      const page: Page = await list(`?limit=10${cursor && `&cursor=${cursor}`}`);
      expect([page.total, page.offset]).toEqual([57, offset]);
      byCursor.push(...idsOf(page));
      cursor = page.next_cursor;
    }
    expect(byCursor).toEqual(expected);
  });

  test('a report that comes meanwhile does not shift the pages of a cursor', async () => {
    client = await api.createWorkspace();
    await insert(client.workspaceId, ['2024-01-31T18:00:00Z', '2024-01-31T18:00:01Z']);
    const first = await list('?limit=1');
    await client.post();
    const second = await list(`?limit=1&cursor=${first.next_cursor}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual([
      `rpt_${client.workspaceId.slice(3)}0001`,
      `rpt_${client.workspaceId.slice(3)}0000`,
    ]);
    expect(second.next_cursor).toBeNull();
  });

  test('filters by type and status', async () => {
    client = await api.createWorkspace();
    const done = await client.post({ type: 'call_summary' });
    await client.post({ type: 'call_summary' });
    await client.post();
    await completeReport(api, client, done, '{}');
    expect(idsOf(await list('?type=call_summary&status=completed&limit=10'))).toEqual([done]);
    expect((await list('?status=generating')).total).toBe(2);
    expect((await list('?status=failed')).total).toBe(0);
  });

  test('filters by the seconds that created_at shows', async () => {
    client = await api.createWorkspace();
    await insert(client.workspaceId, [
      '2024-01-31T18:00:00.400Z',
      '2024-01-31T18:00:01.000Z',
      '2024-01-31T18:00:01.999Z',
      '2024-01-31T18:00:02Z',
    ]);
    expect((await list('?created_after=2024-01-31T18:00:00Z')).total).toBe(3);
    expect((await list('?created_after=2024-01-31T18:00:01Z')).total).toBe(1);
    expect((await list('?created_before=2024-01-31T18:00:01Z')).total).toBe(1);
    expect((await list('?created_before=2024-01-31T23:30:02%2B05:30')).total).toBe(3);
    expect(
      (await list('?created_after=1970-01-01T00:00:00%2B15:00&created_before=2999-12-31T23:59:59Z')).total,
    ).toBe(4);
    const { status, body } = await client.get(
      '/v1/reports?created_after=0001-01-01T00:00:00Z&created_before=9999-12-31T23:59:59Z',
    );
    expect(status).toBe(400);
    expect(body['errors']).toEqual([
      { pointer: '?created_after', detail: 'must be from 1970-01-01 to 2999-12-31' },
      { pointer: '?created_before', detail: 'must be from 1970-01-01 to 2999-12-31' },
    ]);
  });

  test('tells scheduled reports and their runs from one-time ones', async () => {
    client = await api.createWorkspace();
    const once = await client.post();
    const weekly = await client.post({ schedule: { frequency: 'weekly' } });
    const cancelled = await client.post({ schedule: { frequency: 'daily' } });
    await client.send('DELETE', `/v1/reports/${cancelled}/schedule`);
    await insert(client.workspaceId, ['2024-01-31T18:00:00Z'], {
      sourceReportId: weekly,
      scheduledFor: new Date('2024-01-29T06:00:00Z'),
    });
    const run = `rpt_${client.workspaceId.slice(3)}0000`;
    expect(idsOf(await list('?scheduled=true'))).toEqual([weekly, run]);
    expect(idsOf(await list('?scheduled=false'))).toEqual([cancelled, once]);
    const runs = await list(`?source_report_id=${weekly}`);
    expect(runs.data).toEqual([
      expect.objectContaining({
        report_id: run,
        scheduled: true,
        source_report_id: weekly,
        scheduled_for: '2024-01-29T06:00:00Z',
      }),
    ]);
  });

  test('items have no data and no link', async () => {
    client = await api.createWorkspace();
    for (const format of ['json', 'pdf'] as const) {
      await completeReport(api, client, await client.post({ format }), '{}', format);
    }
    for (const item of (await list()).data) {
      expect(item).not.toHaveProperty('data');
      expect(item).not.toHaveProperty('download_url');
      expect(item).toMatchObject({ status: 'completed', file: { bytes: 2 } });
    }
  });

  test('filters by format, by overlap of periods, by address, and by text', async () => {
    client = await api.createWorkspace();
    const january = await client.post({ format: 'csv', filters: { campaign_id: ['cmp_100%', 'cmp_2'] } });
    const february = await client.post({
      from: '2024-02-01',
      to: '2024-02-29',
      notify: { email: 'Ann@Example.com' },
    });
    const weekly = await client.post({
      from: '2024-03-01',
      to: '2024-03-31',
      filters: { agent_id: 'agt_Ann' },
      schedule: { frequency: 'weekly', email: ['ann@example.com', 'bob@example.com'] },
    });
    const run = (await client.send('POST', `/v1/reports/${weekly}/schedule/runs`)).body['report_id'];
    const found = async (query: string) =>
      (await list(query)).data.map((item) => (item as { report_id: string }).report_id).toSorted();
    const sorted = (...ids: unknown[]) => ids.map(String).toSorted();
    expect(await found('?format=csv')).toEqual([january]);
    expect(await found('?from=2024-01-31&to=2024-02-01')).toEqual(sorted(january, february));
    expect(await found('?to=2024-01-31')).toEqual([january]);
    expect(await found('?email=ANN@example.com')).toEqual(sorted(february, weekly, run));
    expect(await found('?email=bob@example.com&from=2024-03-01&to=2024-03-31')).toEqual([weekly]);
    expect(await found('?q=AGT_ann&to=2024-03-31')).toEqual([weekly]);
    expect(await found('?q=100%25')).toEqual([january]);
    expect(await found('?q=%25')).toEqual([january]);
    expect(await found('?q=campaign')).toEqual([]);
    expect(await found(`?q=${february.slice(2)}`)).toEqual([february]);
  });

  test('counts up to 10,000, and says from there on that the total is an estimate', async () => {
    client = await api.createWorkspace();
    const make = (from: number, to: number) =>
      api.owner.sql`
        insert into reports (id, workspace_id, type, format, period_from, period_to, timezone, created_at)
        select 'rpt_' || ${client.workspaceId.slice(3)} || number, ${client.workspaceId}, 'call_summary', 'json', '2024-01-01', '2024-01-31',
               'UTC', now() - number * interval '1 second'
        from generate_series(${from}::integer, ${to}::integer) as number`;
    await make(1, 10_000);
    const exact = await list('?limit=1');
    expect(exact).toMatchObject({ total: 10_000, next_cursor: expect.any(String) });
    expect(exact).not.toHaveProperty('total_is_estimate');
    await make(10_001, 60_000);
    await api.owner.sql`analyze reports`;
    const many = await list('?limit=1');
    expect(many).toMatchObject({ total_is_estimate: true });
    expect(many.total).toBeGreaterThan(30_000);
    expect(many.total).toBeLessThan(120_000);
    expect(await list(`?limit=1&cursor=${many.next_cursor}`)).toMatchObject({ total_is_estimate: true });
    expect(await list('?type=qa_performance')).toMatchObject({ total: 0 });
    // 60,000 rows and their indexes.
  }, 60_000);

  test("shows nothing of another workspace's", async () => {
    client = await api.createWorkspace();
    await client.post();
    const other = await api.createWorkspace();
    expect((await list('', other)).total).toBe(0);
  });
});
