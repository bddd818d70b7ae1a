import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceRoles } from '../src/roles/service-roles.ts';

/** Whoever has taken a service over has its role, and knows no statement that the service does not. */
let server: TestDatabase;
let owner: Sql;
const opened = new Map<string, Sql>();

const as = (role: string): Sql => {
  const known = opened.get(role);
  if (known) return known;
  const sql = postgres(server.urlOf(role), { max: 1, onnotice: () => {} });
  opened.set(role, sql);
  return sql;
};

/** Runs a statement in a workspace (`''`: in none), and takes back what it did. */
const attempt = async (role: string, workspace: string, statement: string) => {
  const undo = new Error('undo');
  let rows: readonly object[] = [];
  await as(role)
    .begin(async (transaction) => {
      await transaction`select set_config('app.workspace_id', ${workspace}, true)`;
      rows = [...(await transaction.unsafe(statement))];
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return rows;
};

const refused = { code: '42501' };

beforeAll(async () => {
  server = await createTestDatabase();
  owner = postgres(server.ownerUrl, { max: 1, onnotice: () => {} });
  await owner.unsafe(`
    insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B');
    insert into api_keys (id, workspace_id, scope, secret_hash, revoked_at)
      values ('key_a', 'ws_a', 'read_only', '\\x01', null), ('key_b', 'ws_b', 'admin', '\\x02', null),
             ('key_revoked', 'ws_a', 'admin', '\\x03', now());
    insert into reports (id, workspace_id, type, format, period_from, period_to, timezone)
      select 'rpt_' || id, id, 'qa_performance', 'json', '2024-01-01', '2024-01-31', 'UTC' from workspaces;
    insert into schedules (report_id, workspace_id, frequency, time, timezone, requested)
      select 'rpt_' || id, id, 'daily', '06:00', 'UTC', '{}' from workspaces;
    insert into schedule_slots (report_id, workspace_id, local_time, scheduled_for, period_from, period_to, status)
      select 'rpt_' || id, id, '2024-01-01T06:00', now(), '2024-01-01', '2024-01-01', 'started' from workspaces;
    insert into webhooks (id, workspace_id, url, events, secrets)
      select 'whk_' || id, id, 'https://example.com', array['report.completed'], array['whsec_' || id] from workspaces;
    insert into deliveries (id, workspace_id, report_id, channel, recipient, event, message_id)
      select 'dlv_' || id, id, 'rpt_' || id, 'email', 'one@example.com', 'report.completed', id from workspaces;
    insert into inbox (consumer, event_id, workspace_id) select 'notifier-reports', 'evt_' || id, id from workspaces;
    insert into rate_limit_windows (workspace_id, window_start, used) select id, now(), 1 from workspaces;
    insert into idempotency_keys (workspace_id, route, key, request_hash, response_body)
      select id, 'POST /v1/reports', 'k', '\\x01', 'seen' from workspaces;
    insert into outbox (workspace_id, subject, event) select id, 'reports.x', '{}' from workspaces;
    insert into unsubscribes (workspace_id, report_id, address) select id, '', 'one@example.com' from workspaces;
    insert into email_counts (workspace_id, day, emails) select id, '2024-01-01', 1 from workspaces;
    insert into audit_log (workspace_id, actor, action) select id, 'link', 'downloadFile' from workspaces;
    insert into erasures (id, workspace_id, subject, subject_id) select 'era_' || id, id, 'agent', 'a1' from workspaces;
    insert into record_tombstones (workspace_id, kind, id, version) select id, 'calls', 'c1', 1 from workspaces;
    insert into calibrations (workspace_id, id, call_id, campaign_id, agent_id, evaluated_at, score, passed, parameters, parameter_scores,
                              parameter_max_scores, parameter_passed, kind, version)
      select id, 'c1', 'c1', 'c1', 'a1', now(), 1, true, '{}', '{}', '{}', '{}', 'calibration', 1 from workspaces;
    insert into agents (workspace_id, id, name, version) select id, 'a1', 'Ann', 1 from workspaces;
    insert into campaigns (workspace_id, id, name, version) select id, 'c1', 'Spring', 1 from workspaces;`);
});
afterAll(async () => {
  for (const sql of [...opened.values(), owner]) await sql.end();
  await server.drop();
});

const ofTenant = serviceRoles.filter(({ group }) => group === 'reports_tenant');
/** Names of workspaces are looked up before a tenant is known; of those that were deleted there is an id. */
const known = ['workspaces', 'deleted_workspaces'];
/** Tables and views that a role reads, with a column that it may read. */
const readBy = ({ tables }: (typeof serviceRoles)[number]) =>
  Object.entries(tables).flatMap(([table, privileges]) => {
    if (known.includes(table) || !privileges.includes('SELECT')) return [];
    return [table];
  });

describe.each(ofTenant)('the role $name', (role) => {
  test('sees no row without a workspace, and in one no row of another', async () => {
    const tables = readBy(role);
    expect(tables.length).toBeGreaterThan(2);
    for (const table of tables) {
      const count = `select count(*)::integer as rows, count(*) filter (where workspace_id <> 'ws_a')::integer as others from ${table}`;
      expect([table, await attempt(role.name, '', count)]).toEqual([table, [{ rows: 0, others: 0 }]]);
      const [seen] = (await attempt(role.name, 'ws_a', count)) as { rows: number; others: number }[];
      expect([table, seen?.others]).toEqual([table, 0]);
    }
  });
});

test('the data that is tried for is there', async () => {
  const seen = new Set(ofTenant.flatMap(readBy));
  const empty: string[] = [];
  for (const table of seen) {
    const [row] = await owner.unsafe(`select count(*)::integer as rows from ${table}`);
    if (row?.['rows'] === 0) empty.push(table);
  }
  // Rollups follow from records, by the policy that every one of these tables has.
  expect(
    empty.filter(
      (table) =>
        !/rollups$|^(calls|evaluations|compliance_checks|contact_days|checked_call_days|record_changes)$/.test(
          table,
        ),
    ),
  ).toEqual([]);
});

/** What each role might try, in workspace `ws_a`. */
const tries: Record<string, readonly string[]> = {
  reports_api: [
    'select secret_hash from api_keys',
    "update api_keys set scope = 'admin' where workspace_id = 'ws_a'",
    "update api_keys set expires_at = null where workspace_id = 'ws_a'",
    "update api_keys set revoked_at = null where workspace_id = 'ws_a' and id = 'key_revoked'",
    "insert into api_keys (id, workspace_id, scope, secret_hash) values ('key_x', 'ws_b', 'admin', '\\x01')",
    'delete from api_keys',
    'select secrets from webhooks',
    "update webhooks set secrets = array['whsec_mine'] where workspace_id = 'ws_a'",
    "update workspaces set limits = '{}' where id = 'ws_a'",
    "insert into workspaces (id, name) values ('ws_x', 'X')",
    'select * from outbox',
    'select * from inbox',
    "insert into inbox (consumer, event_id) values ('notifier-reports', 'evt_x')",
    "insert into rate_limit_windows (workspace_id, window_start, used) values ('ws_c', now(), 0)",
    "update audit_log set actor = 'nobody'",
    'delete from audit_log',
    "insert into audit_log (workspace_id, actor, action, created_at) values ('ws_a', 'link', 'x', '2020-01-01')",
    "insert into audit_log (workspace_id, actor, action) values ('ws_b', 'link', 'x')",
    'select prune_audit_log(30, 1)',
    "insert into calls (workspace_id) values ('ws_a')",
  ],
  reports_aggregator: [
    'select id from api_keys',
    "insert into api_keys (id, workspace_id, scope, secret_hash) values ('key_x', 'ws_a', 'admin', '\\x01')",
    "select * from find_api_key('key_a')",
    'select id from webhooks',
    'select 1 from outbox',
    "insert into outbox (workspace_id, subject, event) values ('ws_a', 'reports.x', '{}')",
    'select 1 from audit_log',
    'select 1 from idempotency_keys',
    'select 1 from rate_limit_windows',
    "update reports set status = 'failed', error_code = 'x', completed_at = now() where workspace_id = 'ws_a'",
    "update reports set notify_emails = array['me@example.com'] where workspace_id = 'ws_a'",
    "delete from reports where workspace_id = 'ws_a'",
    "update deliveries set recipient = 'me@example.com' where workspace_id = 'ws_a'",
    "update workspaces set name = 'Mine' where id = 'ws_a'",
    "select workspace_of_report('rpt_ws_b')",
    "select reports_with_text('rpt')",
    "select reports_mailed_to('one@example.com')",
  ],
  reports_scheduler: [
    'select id from api_keys',
    "insert into api_keys (id, workspace_id, scope, secret_hash) values ('key_x', 'ws_a', 'admin', '\\x01')",
    "select * from find_api_key('key_a')",
    'select id from webhooks',
    'select 1 from outbox',
    'select 1 from agents',
    "update deliveries set recipient = 'me@example.com' where workspace_id = 'ws_a'",
    'select 1 from audit_log',
    "delete from reports where workspace_id = 'ws_a'",
    "update schedules set emails = array['me@example.com'] where workspace_id = 'ws_a'",
    "update schedule_slots set scheduled_for = now() where workspace_id = 'ws_a'",
    "update workspaces set name = 'Mine' where id = 'ws_a'",
    "insert into reports (id, workspace_id, type, format, period_from, period_to, timezone) values ('rpt_x', 'ws_b', 'qa_performance', 'json', '2024-01-01', '2024-01-31', 'UTC')",
  ],
  reports_scheduler_system: [
    'select id from api_keys',
    'select id from webhooks',
    'select response_body from idempotency_keys',
    'select recipient from deliveries',
    "update deliveries set status = 'sent'",
    'select 1 from agents',
    'select 1 from unsubscribes',
    'select 1 from audit_log',
    'delete from audit_log',
    "insert into audit_log (workspace_id, actor, action) values ('ws_a', 'link', 'x')",
    "update reports set status = 'failed'",
    'delete from reports',
    "update schedules set emails = array['me@example.com']",
    "update workspaces set name = 'Mine'",
    'select 1 from rate_limit_windows',
  ],
  reports_notifier: [
    'select id from api_keys',
    "insert into api_keys (id, workspace_id, scope, secret_hash) values ('key_x', 'ws_a', 'admin', '\\x01')",
    "select * from find_api_key('key_a')",
    "select rotate_webhook_secret('whk_ws_a', 'whsec_mine')",
    "update webhooks set url = 'https://mine.example.com' where workspace_id = 'ws_a'",
    "delete from webhooks where workspace_id = 'ws_a'",
    "insert into webhooks (id, workspace_id, url, events, secrets) values ('whk_x', 'ws_a', 'x', '{}', '{}')",
    "update inbox set event_id = 'x'",
    'delete from inbox',
    "update reports set file_key = 'files/ws_b/x' where workspace_id = 'ws_a'",
    "insert into outbox (workspace_id, subject, event) values ('ws_a', 'reports.x', '{}')",
    'select 1 from agents',
    'select 1 from idempotency_keys',
    'select 1 from audit_log',
    "update schedules set emails = array['me@example.com'] where workspace_id = 'ws_a'",
  ],
  reports_notifier_system: [
    'select id from api_keys',
    'select url from webhooks',
    'update webhooks set disabled_at = now()',
    'update reports set restated_at = now()',
    'select 1 from schedules',
    'select 1 from inbox',
    'select 1 from audit_log',
    'delete from deliveries',
    'select 1 from agents',
    'select prune_audit_log(30, 1)',
  ],
};

/** None of them may become another, or change what there is. */
const everybody = [
  'set role reports_tenant',
  'set role reports_all_tenants',
  'set role reports_owner',
  'set role reports_app',
  ...serviceRoles.map(({ name }) => `set role ${name}`),
  'set session authorization reports_owner',
  'create table mine (id text)',
  'create role mine',
  'alter role reports_owner login',
  'alter table reports disable row level security',
  'drop policy tenant on reports',
  'insert into drizzle.__drizzle_migrations (hash, created_at) values (1, 1)',
  'truncate deliveries',
  "copy (select 1) to program 'true'",
  "select pg_read_file('postgresql.conf')",
];

describe.each(serviceRoles.map(({ name }) => name))('the role %s', (name) => {
  test('can do nothing that its service does not', async () => {
    const own = `set role ${name}`;
    for (const statement of [...(tries[name] ?? []), ...everybody.filter((each) => each !== own)]) {
      const outcome = await attempt(name, 'ws_a', statement).then(
        () => 'done',
        (error: unknown) => ({ code: (error as { code?: string }).code }),
      );
      expect([statement, outcome]).toEqual([statement, refused]);
    }
    expect(tries[name]?.length).toBeGreaterThan(5);
  });

  test('has exactly the rights that are written down, and ends what takes too long', async () => {
    const role = serviceRoles.find((each) => each.name === name);
    const granted = await owner<{ name: string }[]>`
      select distinct relname::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
        and (has_table_privilege(${name}, oid, 'select, insert, update, delete, truncate, references, trigger')
          or has_any_column_privilege(${name}, oid, 'select, insert, update, references'))`;
    expect(granted.map((row) => row.name).toSorted()).toEqual(Object.keys(role?.tables ?? {}).toSorted());
    const [limits] = await as(name)`
      select current_setting('statement_timeout')::interval > '0' as "endsStatements",
             current_setting('idle_in_transaction_session_timeout')::interval > '0' as "endsIdle"`;
    expect(limits).toEqual({ endsStatements: true, endsIdle: true });
  });
});

test('a key is found by its id alone, and only the api may look', async () => {
  const rows = await attempt('reports_api', '', "select id, scope from find_api_key('key_b')");
  expect(rows).toEqual([{ id: 'key_b', scope: 'admin' }]);
  expect(await attempt('reports_api', '', "select id from find_api_key('%')")).toEqual([]);
});

test('a search finds reports of the workspace that is set, and none where none is', async () => {
  await owner`update reports set notify_emails = '{one@example.com}'`;
  const search = (workspace: string, from: string) =>
    attempt('reports_api', workspace, `select id from ${from} as id`);
  for (const from of ["reports_with_text('rpt_ws')", "reports_mailed_to('ONE@example.com')"]) {
    expect(await search('ws_a', from)).toEqual([{ id: 'rpt_ws_a' }]);
    expect(await search('', from)).toEqual([]);
  }
});

test('a webhook gets a new secret from whoever may not read the old one, which signs on', async () => {
  const rotate = "select rotate_webhook_secret('whk_ws_a', 'whsec_new') as done";
  expect(await attempt('reports_api', 'ws_b', rotate)).toEqual([{ done: false }]);
  await as('reports_api').begin(async (transaction) => {
    await transaction`select set_config('app.workspace_id', 'ws_a', true)`;
    await transaction.unsafe(rotate);
  });
  const [row] = await owner`
    select secrets, old_secret_until > now() + interval '23 hours' as "signsOn" from webhooks where id = 'whk_ws_a'`;
  expect(row).toEqual({ secrets: ['whsec_new', 'whsec_ws_a'], signsOn: true });
});

test('what an event was of is noted with it, and another workspace neither sees nor takes it', async () => {
  const rows = await attempt(
    'reports_notifier',
    'ws_a',
    "insert into inbox (consumer, event_id) values ('notifier-reports', 'evt_1') on conflict do nothing returning workspace_id",
  );
  expect(rows).toEqual([{ workspace_id: 'ws_a' }]);
  const again =
    "insert into inbox (consumer, event_id) values ('notifier-reports', 'evt_ws_b') on conflict do nothing returning 1";
  expect(await attempt('reports_notifier', 'ws_a', again)).toEqual([]);
});

test('every table is open to a service, and to it by its policies', async () => {
  const granted = new Set(serviceRoles.flatMap(({ tables }) => Object.keys(tables)));
  const tables = await owner<{ name: string; secured: boolean; groups: string[] }[]>`
    select relname::text as name, relrowsecurity as secured,
           array(select distinct rolname::text from pg_policy join pg_roles on pg_roles.oid = any (polroles)
                 where polrelid = pg_class.oid) as groups
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`;
  // A new table gets its rights in service-roles.ts, and policies for the groups beside those for the shared roles.
  expect(tables.map(({ name }) => name).filter((name) => !granted.has(name))).toEqual([]);
  const shut = tables.filter(({ name, secured, groups }) =>
    serviceRoles.some((role) => secured && name in role.tables && !groups.includes(role.group)),
  );
  // The pruning of the audit log is a function's; its entries are added by the roles that deliver.
  expect(shut.map(({ name }) => name)).toEqual([]);
});
