import { createTestDatabase } from '@reports/local-platform/testing';
import postgres from 'postgres';
import { expect, test } from 'vitest';

test('every foreign key has an index that begins with it: deleting what it refers to scans no table', async () => {
  const server = await createTestDatabase();
  const sql = postgres(server.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const keys = await sql<{ name: string; isIndexed: boolean }[]>`
      select conrelid::regclass || '.' || conname as name,
             exists (
               select from pg_index
               cross join lateral (
                 -- Ids are unique in all workspaces: an index need not begin with the workspace.
                 select array(select number from unnest(conkey) as number where number <> coalesce((
                   select attnum from pg_attribute where attrelid = conrelid and attname = 'workspace_id' and cardinality(conkey) > 1), 0))
               ) as own (columns)
               where indrelid = conrelid and (
                 (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey or (indkey::int2[])[0:cardinality(columns) - 1] @> columns)
             ) as "isIndexed"
      from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace
      order by 1`;
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter(({ isIndexed }) => !isIndexed).map(({ name }) => name)).toEqual([]);
  } finally {
    await sql.end();
    await server.drop();
  }
});

test("a row can refer to rows of its own workspace alone, also as the tables' owner", async () => {
  const server = await createTestDatabase();
  const sql = postgres(server.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const loose = await sql<{ name: string }[]>`
      select conrelid::regclass || '.' || conname as name
      from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace and confrelid <> 'workspaces'::regclass
        and (not convalidated or not exists (
          select from pg_attribute where attrelid = conrelid and attname = 'workspace_id' and attnum = any (conkey)))`;
    expect(loose.map(({ name }) => name)).toEqual([]);

    await sql.unsafe(`
      insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B');
      insert into reports (id, workspace_id, type, format, period_from, period_to, timezone)
        select 'rpt_' || id, id, 'qa_performance', 'json', '2024-01-01', '2024-01-31', 'UTC' from workspaces;
      insert into schedules (report_id, workspace_id, frequency, time, timezone, requested)
        values ('rpt_ws_a', 'ws_a', 'daily', '06:00', 'UTC', '{}');`);
    for (const statement of [
      "update reports set source_report_id = 'rpt_ws_a' where id = 'rpt_ws_b'",
      "update reports set dataset_report_id = 'rpt_ws_a' where id = 'rpt_ws_b'",
      `insert into schedules (report_id, workspace_id, frequency, time, timezone, requested)
        values ('rpt_ws_b', 'ws_a', 'daily', '06:00', 'UTC', '{}')`,
      `insert into schedule_slots (report_id, workspace_id, local_time, scheduled_for, period_from, period_to, status)
        values ('rpt_ws_a', 'ws_b', '2024-01-01T06:00', now(), '2024-01-01', '2024-01-01', 'started')`,
      `insert into schedule_slots (report_id, workspace_id, local_time, scheduled_for, period_from, period_to, status, run_report_id)
        values ('rpt_ws_a', 'ws_a', '2024-01-01T06:00', now(), '2024-01-01', '2024-01-01', 'started', 'rpt_ws_b')`,
      `insert into deliveries (id, workspace_id, report_id, channel, recipient, event, message_id)
        values ('dlv_1', 'ws_b', 'rpt_ws_a', 'email', 'one@example.com', 'report.completed', '1')`,
    ]) {
      await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '23503' });
    }

    // A report that goes takes what is of it, and leaves what was only made from it.
    await sql.unsafe(`
      insert into reports (id, workspace_id, type, format, period_from, period_to, timezone, source_report_id, dataset_report_id)
        values ('rpt_run', 'ws_a', 'qa_performance', 'json', '2024-01-01', '2024-01-31', 'UTC', 'rpt_ws_a', 'rpt_ws_a');
      delete from reports where id = 'rpt_ws_a'`);
    expect(
      await sql`select workspace_id, source_report_id, dataset_report_id from reports where id = 'rpt_run'`,
    ).toEqual([{ workspace_id: 'ws_a', source_report_id: null, dataset_report_id: null }]);
    expect(await sql`select 1 from schedules`).toHaveLength(0);
  } finally {
    await sql.end();
    await server.drop();
  }
});
