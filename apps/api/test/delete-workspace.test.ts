import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createEvent, streams } from '@reports/contracts';
import { deleteRecord, requestErasure } from '@reports/database';
import { createTestNats } from '@reports/local-platform/testing';
import { consumeEvents, publishDeadLetter, publishEvent } from '@reports/messaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteWorkspace } from '../src/admin/delete-workspace.ts';
import type { Client } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let heard: string[] = [];
let stopScheduler: () => Promise<void>;

beforeAll(async () => {
  api = await startApi({}, { natsUrl: createTestNats().url });
  stopScheduler = startSchedulerPart();
});
afterAll(async () => {
  await stopScheduler();
  await api.stop();
});

/** What the scheduler does of it here: it relays the outbox and hears what is cancelled. */
const startSchedulerPart = () => {
  const stopping = new AbortController();
  const relay = async () => {
    while (!stopping.signal.aborted) {
      for (const { id, event } of await api.owner.sql`select id, event from outbox order by id limit 100`) {
        await publishEvent(api.messaging, event);
        await api.owner.sql`delete from outbox where id = ${id}`;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const relaying = relay();
  const consumers = (['scheduler-cancellations', 'scheduler-schedules'] as const).map((name) =>
    consumeEvents(api.messaging, name, async ({ event }) => {
      heard.push(`${event.type} ${event.subject}`);
    }),
  );
  return async () => {
    stopping.abort();
    await relaying;
    await Promise.all(consumers.map(({ stop }) => stop()));
  };
};

/** Something of a workspace in every table, stream and prefix. */
const fill = async (client: Client) => {
  const { workspaceId } = client;
  const { sql } = api.owner;
  const weekly = await client.post({ schedule: { frequency: 'weekly', email: 'ann@example.com' } });
  const completed = await client.post();
  await completeReport(api, client, completed, '{}');
  await api.storage.put(`datasets/${workspaceId}/${completed}/1/rows.csv`, Buffer.from('a'), 'text/csv');
  const run = (
    await client.send('POST', `/v1/reports/${weekly}/schedule/runs`, undefined, { 'idempotency-key': 'a' })
  ).body['report_id'] as string;
  await sql`insert into webhooks (id, workspace_id, url, events, secrets)
            values (${`whk_${workspaceId}`}, ${workspaceId}, 'https://example.com/', '{report.completed}', '{}')`;
  await sql`insert into deliveries (id, workspace_id, report_id, channel, recipient, event, message_id)
            values (${`dlv_${workspaceId}`}, ${workspaceId}, ${completed}, 'email', 'ann@example.com', 'report.completed', 'm')`;
  await sql`insert into unsubscribes (workspace_id, report_id, address) values (${workspaceId}, '', 'ann@example.com')`;
  await sql`insert into email_counts values (${workspaceId}, '2024-01-31', 1)`;
  await sql`insert into inbox (consumer, event_id, workspace_id) values ('notifier-reports', ${workspaceId}, ${workspaceId})`;
  await sql`insert into rate_limit_windows values (${workspaceId}, now(), 1) on conflict do nothing`;
  await sql`
    insert into calls (workspace_id, id, campaign_id, agent_id, contact_id, language, started_at, duration_seconds, connected, version)
    select ${workspaceId}, number, 'c1', 'a1', 'con_' || number, 'en', '2024-01-10T10:00:00Z', 60, true, 1
    from generate_series(1, 12000) as number`;
  await sql`
    insert into evaluations (workspace_id, id, campaign_id, agent_id, evaluated_at, score, passed, parameters, parameter_scores,
                             parameter_max_scores, parameter_passed, version)
    values (${workspaceId}, '1', 'c1', 'a1', '2024-01-10T10:00:00Z', 80, true, '{Greeting}', '{8}', '{10}', '{t}', 1)`;
  await sql`
    insert into calibrations (workspace_id, id, call_id, campaign_id, agent_id, evaluated_at, score, passed, parameters, parameter_scores,
                              parameter_max_scores, parameter_passed, kind, version)
    values (${workspaceId}, '1', '1', 'c1', 'a1', '2024-01-10T10:00:00Z', 70, true, '{Greeting}', '{7}', '{10}', '{t}', 'calibration', 1)`;
  await sql`
    insert into compliance_checks (workspace_id, id, call_id, campaign_id, agent_id, checked_at, "check", passed, severity, version)
    values (${workspaceId}, '1', '1', 'c1', 'a1', '2024-01-10T10:00:00Z', 'Consent', true, 'low', 1)`;
  await sql`insert into agents (workspace_id, id, name, version) values (${workspaceId}, 'a1', 'Ann', 1)`;
  await sql`insert into campaigns (workspace_id, id, name, version) values (${workspaceId}, 'c1', 'C', 1)`;
  await api.database.withWorkspace(workspaceId, async (transaction) => {
    await deleteRecord(transaction, { workspaceId, kind: 'calls', id: '2' });
    await requestErasure(transaction, {
      id: `era_${workspaceId}`,
      workspaceId,
      subject: 'agent',
      subjectId: 'a9',
    });
  });
  await client.send('POST', '/v1/records/agents', [{ agent_id: 'a2', name: 'Bob' }]);
  const event = createEvent('report.completed', {
    source: '/test',
    workspaceId,
    data: { report_id: completed, type: 'qa_performance', format: 'json' },
  });
  await publishEvent(api.messaging, event);
  await publishDeadLetter(api.messaging, 'aggregator-records', '{}', {
    reason: 'It is refused.',
    id: workspaceId,
    notes: {
      'Original-Subject': `records.${workspaceId}.agents`,
      'Original-Stream': 'RECORDS',
      'Original-Sequence': '1',
      'Original-Stored-At': '1700000000000000000',
    },
  });
  return { weekly, run };
};

const tablesOf = async () => {
  const tables = await api.owner.sql`
    select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'workspace_id' order by table_name`;
  return tables.map((table) => String(table['table_name']));
};

const rowsOf = async (workspaceId: string): Promise<Record<string, number>> => {
  const rows: Record<string, number> = {};
  for (const table of await tablesOf()) {
    const [counted] = await api.owner.sql`
      select count(*)::integer as rows from ${api.owner.sql(table)} where workspace_id = ${workspaceId}`;
    rows[table] = Number(counted?.['rows']);
  }
  const [workspace] = await api.owner
    .sql`select count(*)::integer as rows from workspaces where id = ${workspaceId}`;
  return { ...rows, workspaces: Number(workspace?.['rows']) };
};

const objectsOf = async (workspaceId: string) => {
  const keys: string[] = [];
  for (const prefix of [`datasets/${workspaceId}/`, `files/${workspaceId}/`]) {
    for await (const page of api.storage.list(prefix)) keys.push(...page.map(({ key }) => key));
  }
  return keys;
};

/** Messages by subject, and dead letters. */
const messagesOf = async (workspaceId: string) => {
  const { manager } = await api.messaging.jetstream();
  const found: Record<string, number> = {};
  for (const stream of Object.keys(streams)) {
    const { state } = await manager.streams.info(stream, { subjects_filter: `*.${workspaceId}.*` });
    Object.assign(found, state.subjects);
  }
  return found;
};

test('a workspace is deleted from every table, stream and prefix, its work is stopped, and its neighbour is untouched', async () => {
  const [client, neighbour] = [await api.createWorkspace(), await api.createWorkspace()];
  const { weekly, run } = await fill(client);
  await fill(neighbour);
  const { outbox: _relayed, ...before } = await rowsOf(client.workspaceId);
  // A table that a later release adds belongs into `fill`.
  expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
  const theirs = {
    rows: await rowsOf(neighbour.workspaceId),
    objects: await objectsOf(neighbour.workspaceId),
  };
  expect(Object.keys(await messagesOf(client.workspaceId)).length).toBeGreaterThanOrEqual(2);

  heard = [];
  const deleted = await deleteWorkspace({ ...api, database: api.owner }, client.workspaceId);
  expect(deleted.rows).toMatchObject({ calls: 11_999, evaluations: 1, reports: 3, record_tombstones: 2 });
  expect(deleted.objects).toBe(2);
  expect(deleted.messages).toBeGreaterThanOrEqual(3);
  expect(heard.toSorted()).toEqual(
    [`report.cancelled ${run}`, `report.cancelled ${weekly}`, `schedule.changed ${weekly}`].toSorted(),
  );

  const after = await rowsOf(client.workspaceId);
  // Who did what is kept until its own time is up.
  expect(Object.entries(after).filter(([table, rows]) => rows > 0 && table !== 'audit_log')).toEqual([]);
  expect(await objectsOf(client.workspaceId)).toEqual([]);
  expect(await messagesOf(client.workspaceId)).toEqual({});
  expect((await client.get('/v1/reports')).status).toBe(401);

  const { outbox: _mine, ...rowsNow } = await rowsOf(neighbour.workspaceId);
  const { outbox: _before, ...rowsThen } = theirs.rows;
  expect(rowsNow).toEqual(rowsThen);
  expect(await objectsOf(neighbour.workspaceId)).toEqual(theirs.objects);
  expect((await neighbour.get('/v1/reports')).status).toBe(200);
  // A second time finds nothing more, and what never was is said to be unknown.
  expect(await deleteWorkspace({ ...api, database: api.owner }, client.workspaceId)).toEqual({
    workspace_id: client.workspaceId,
    rows: {},
    messages: 0,
    objects: 0,
  });
  await expect(deleteWorkspace({ ...api, database: api.owner }, 'ws_none')).rejects.toThrow(
    'There is no workspace ws_none',
  );
});

test('the command asks for the id twice', async () => {
  const command = fileURLToPath(new URL('../src/admin/main.ts', import.meta.url));
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, [command, ...words], { env: process.env });
  await expect(run('workspaces', 'delete', 'ws_1')).rejects.toThrow('add --confirm ws_1');
  await expect(run('workspaces', 'delete', 'ws_1', '--confirm', 'ws_2')).rejects.toThrow(
    'add --confirm ws_1',
  );
});

test('the owner of the tables sees the rows that it is to delete, also where it is no superuser', async () => {
  const hidden = await api.owner.sql`
    select relname from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity and relname !~ '^audit'
      and not exists (select from pg_policy where polrelid = pg_class.oid and polname = 'owner')`;
  expect(hidden.map((table) => table['relname'])).toEqual([]);
});
