import { createEvent } from '@reports/contracts';
import { connectDatabase, type Database, type LeftWork, leaveWork, promiseEvent } from '@reports/database';
import { createTestDatabase } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let server: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let owner: Database;
const told: LeftWork[] = [];

const event = createEvent('schedule.changed', {
  source: '/test',
  workspaceId: 'ws_a',
  subject: 'rpt_a',
  data: { report_id: 'rpt_a', revision: 1 },
});

beforeAll(async () => {
  server = await createTestDatabase();
  database = connectDatabase({ url: server.appUrl, applicationName: 'test' });
  owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test' });
  await owner.sql`insert into workspaces (id, name) values ('ws_a', 'A')`;
  database.onWork((work) => told.push(work));
});
afterAll(async () => {
  await Promise.all([database.close(), owner.close()]);
  await server.drop();
});

test('what a transaction leaves to do is told once it has committed, once for each kind', async () => {
  await database.withWorkspace('ws_a', async (transaction) => {
    await promiseEvent(transaction, event);
    await promiseEvent(transaction, event);
    leaveWork(transaction, 'deliveries');
    expect(told).toEqual([]);
  });
  expect(told.splice(0)).toEqual(['outbox', 'deliveries']);
  await database.withWorkspace('ws_a', async () => undefined);
  expect(told).toEqual([]);
});

test('a transaction that is rolled back leaves nothing', async () => {
  const failing = database.withWorkspace('ws_a', async (transaction) => {
    await promiseEvent(transaction, event);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(told).toEqual([]);
});

test('PostgreSQL notifies of what a service of 1.0 writes, and of nothing of ours', async () => {
  const heard: string[] = [];
  const listener = connectDatabase({ url: server.ownerUrl, applicationName: 'test' });
  for (const channel of ['outbox', 'report_finished', 'deliveries'])
    await listener.sql.listen(channel, () => heard.push(channel));

  const finish = (id: string) => [
    `insert into outbox (workspace_id, subject, event) values ('ws_a', 'x', '{}')`,
    `insert into reports (id, workspace_id, type, format, period_from, period_to, timezone)
     values ('${id}', 'ws_a', 'qa_performance', 'json', '2024-01-01', '2024-01-31', 'UTC')`,
    `update reports set status = 'failed', error_code = 'x', completed_at = now() where id = '${id}' and workspace_id = 'ws_a'`,
    `insert into deliveries (id, workspace_id, channel, recipient, event, message_id) values ('${id}', 'ws_a', 'webhook', 'x', 'test', '${id}')`,
  ];
  await database.withWorkspace('ws_a', async (transaction) => {
    for (const statement of finish('rpt_ours')) await transaction.execute(statement);
  });
  // Notifications come in the order of the commits: had there been one of ours, it would have come first.
  await database.sql.begin(async (transaction) => {
    await transaction`select set_config('app.workspace_id', 'ws_a', true)`;
    for (const statement of finish('rpt_theirs')) await transaction.unsafe(statement);
  });
  await vi.waitUntil(() => heard.length >= 3, { timeout: 10_000 });
  expect(heard.toSorted()).toEqual(['deliveries', 'outbox', 'report_finished']);
  await listener.close();
});
