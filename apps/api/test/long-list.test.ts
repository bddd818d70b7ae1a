import type { Transaction } from '@reports/database';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createListReports } from '../src/reports/list-reports.ts';
import type { Client } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

/** More than are counted. */
const reports = 12_000;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  const stranger = await api.createWorkspace();
  for (const { workspaceId } of [client, stranger]) {
    await api.owner.sql`
      insert into reports (id, workspace_id, type, format, period_from, period_to, timezone, created_at, filters, notify_emails,
                           status, error_code, completed_at)
      select 'rpt_' || ${workspaceId.slice(3)} || number, ${workspaceId}, 'call_summary', 'json', '2024-01-01', '2024-01-31', 'UTC',
             now() - number * interval '1 second',
             case when number = 11000 then '{"team": ["Inkasso", "ÖSTLICH 7%"]}'::jsonb else '{"campaign_id": "cmp_spring"}' end,
             case when number = 11001 then array['Ann@Example.com'] else array['everybody@example.com'] end,
             'failed', 'cancelled', now()
      from generate_series(1, ${workspaceId === client.workspaceId ? reports : 2}) as number`;
  }
  await api.owner.sql`vacuum analyze reports`;
}, 240_000);
afterAll(() => api.stop());

const ids = async (query: string): Promise<unknown> => {
  const { body, text } = await client.get(`/v1/reports?limit=3&${query}`);
  if (body['data'] === undefined) throw new Error(text);
  return (body['data'] as { report_id: string }[]).map(({ report_id }) => report_id);
};
const numbered = (...numbers: number[]) =>
  numbers.map((number) => `rpt_${client.workspaceId.slice(3)}${number}`);

test('a search that few reports of a long list match finds exactly those', async () => {
  expect(await ids('q=stlich')).toEqual(numbered(11_000));
  expect(await ids(`q=${encodeURIComponent('östLICH 7%')}`)).toEqual(numbered(11_000));
  expect(await ids('q=7%25')).toEqual(numbered(11_000));
  expect(await ids('q=%25')).toEqual(numbered(11_000));
  // All its parts are there, apart from each other.
  expect(await ids('q=inkassostlich')).toEqual([]);
  expect(await ids('q=7_')).toEqual([]);
  expect(await ids(`q=${numbered(11_999)[0]?.slice(5).toUpperCase()}`)).toEqual(numbered(11_999));
  expect(await ids('email=ann@example.com')).toEqual(numbered(11_001));
  expect(await ids('email=nn@example.com')).toEqual([]);
  expect(await ids('email=ann@example.com&q=spring')).toEqual(numbered(11_001));
  expect(await ids('email=ann@example.com&q=inkasso')).toEqual([]);
  expect(await ids('q=spring')).toEqual(numbered(1, 2, 3));
});

test('a schedule that is mailed to an address is found with its runs, and by a new address with its next change', async () => {
  const weekly = await client.post({ schedule: { frequency: 'weekly', email: 'Weekly@example.com' } });
  const run = (await client.send('POST', `/v1/reports/${weekly}/schedule/runs`)).body['report_id'];
  expect(await ids('email=weekly@example.com')).toEqual([run, weekly]);
  await client.send('PATCH', `/v1/reports/${weekly}/schedule`, { email: 'new@example.com' });
  expect(await ids('email=new@example.com')).toEqual([run, weekly]);
  // Its run was mailed there.
  expect(await ids('email=weekly@example.com')).toEqual([run]);
  await client.send('DELETE', `/v1/reports/${String(run)}`);
  expect(await ids('email=weekly@example.com')).toEqual([]);
});

test('a search that none or all of a long list match reads a part of it', async () => {
  /** By the session, and not yet added up for all to see. */
  const noted = async (transaction: Transaction): Promise<number> => {
    const [row] = await transaction.execute<{ rows: number }>(sql`
      select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = 'reports'`);
    return row?.rows ?? 0;
  };
  let rowsRead = 0;
  const list = createListReports({
    ...api.database,
    withWorkspace: (workspaceId, work) =>
      api.database.withWorkspace(workspaceId, async (transaction) => {
        const before = await noted(transaction);
        const result = await work(transaction);
        rowsRead = (await noted(transaction)) - before;
        return result;
      }),
  });
  const read = async (query: { q?: string; email?: string }) => {
    const { total } = await list(client.workspaceId, query);
    return { total, rowsRead };
  };
  const atMost = (most: number): number => expect.toSatisfy((rows: number) => rows > 0 && rows <= most);
  // The sample, and little else: 500 reports, each looked up again for its addresses.
  expect(await read({ q: 'nowhere' })).toEqual({ total: 0, rowsRead: atMost(600) });
  expect(await read({ email: 'nobody@example.com' })).toEqual({ total: 0, rowsRead: atMost(1_200) });
  expect(await read({ q: 'inkasso' })).toEqual({ total: 1, rowsRead: atMost(600) });
  // As many as are counted, besides the sample and the page.
  expect(await read({ q: 'spring' })).toMatchObject({ rowsRead: atMost(11_000) });
  expect(await read({ email: 'everybody@example.com' })).toMatchObject({ rowsRead: atMost(22_000) });
});
