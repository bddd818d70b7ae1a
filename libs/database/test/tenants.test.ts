import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  connectDatabase,
  type Database,
  inbox,
  outbox,
  promiseEvent,
  reports,
  type Transaction,
} from '@reports/database';
import { createEvent } from '@reports/contracts';
import { eq, sql } from 'drizzle-orm';

let server: TestDatabase;
let database: Database;
let system: Database;

const newReport = (id: string, workspaceId: string) => ({
  id,
  workspaceId,
  type: 'qa_performance' as const,
  format: 'json' as const,
  periodFrom: '2024-01-01',
  periodTo: '2024-01-31',
  timezone: 'UTC',
});

beforeAll(async () => {
  server = await createTestDatabase();
  database = connectDatabase({ url: server.appUrl, applicationName: 'test', poolSize: 1 });
  system = connectDatabase({ url: server.systemUrl, applicationName: 'test-system' });
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner' });
  await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B')`);
  await owner.close();
  await database.withWorkspace('ws_a', (transaction) =>
    transaction.insert(reports).values(newReport('rpt_a', 'ws_a')),
  );
});

afterAll(async () => {
  await database.close();
  await system.close();
  await server.drop();
});

test("a workspace sees its own rows and no other's", async () => {
  const seen = (workspace: string) =>
    database.withWorkspace(workspace, (transaction) => transaction.select({ id: reports.id }).from(reports));
  expect(await seen('ws_a')).toEqual([{ id: 'rpt_a' }]);
  expect(await seen('ws_b')).toEqual([]);
});

test("a workspace cannot write another's row", async () => {
  const write = database.withWorkspace('ws_b', (transaction) =>
    transaction.insert(reports).values(newReport('rpt_x', 'ws_a')),
  );
  await expect(write).rejects.toMatchObject({ cause: { code: '42501' } });
});

test('a pooled connection does not carry the workspace to the next query', async () => {
  expect(await database.orm.select({ id: reports.id }).from(reports)).toEqual([]);
});

test.each([true, false])(
  'whatever a transaction asks first, it asks for its workspace (prepared: %s)',
  async (preparedStatements) => {
    const several = connectDatabase({
      url: server.appUrl,
      applicationName: 'test',
      poolSize: 3,
      preparedStatements,
    });
    const ask: Record<string, (transaction: Transaction) => PromiseLike<{ id: string }[]>> = {
      select: (transaction) => transaction.select({ id: reports.id }).from(reports),
      execute: (transaction) =>
        transaction.execute<{ id: string }>(sql`select id from reports where ${true}`),
      update: (transaction) =>
        transaction
          .update(reports)
          .set({ timezone: 'UTC' })
          .where(eq(reports.workspaceId, 'ws_a'))
          .returning({ id: reports.id }),
    };
    const workspaces = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 'ws_a' : 'ws_b'));
    for (const first of Object.values(ask)) {
      const seen = await Promise.all(
        workspaces.map((workspace) =>
          several.withWorkspace(workspace, async (transaction) => [...(await first(transaction))]),
        ),
      );
      expect(seen).toEqual(workspaces.map((workspace) => (workspace === 'ws_a' ? [{ id: 'rpt_a' }] : [])));
    }
    await several.close();
  },
);

test('where the workspace cannot be set, nothing is done, and that is what is thrown', async () => {
  const unscoped = sql`insert into inbox (consumer, event_id, workspace_id) values ('test', 'evt_1', 'ws_a')`;
  const broken = database.withWorkspace('ws_\0', (transaction) => transaction.execute(unscoped));
  await expect(broken).rejects.toMatchObject({ code: '22021' });
  const idle = database.withWorkspace('ws_\0', async () => undefined);
  await expect(idle).rejects.toMatchObject({ code: '22021' });
  expect(await system.orm.select().from(inbox)).toEqual([]);
});

test('an event is promised only if the transaction commits', async () => {
  const promise = (id: string) => (transaction: Parameters<typeof promiseEvent>[0]) =>
    promiseEvent(
      transaction,
      createEvent('report.completed', {
        source: '/test',
        workspaceId: 'ws_a',
        data: { report_id: id, type: 'qa_performance', format: 'json' },
      }),
    );
  await database.withWorkspace('ws_a', promise('rpt_kept'));
  const broken = database.withWorkspace('ws_a', async (transaction) => {
    await promise('rpt_dropped')(transaction);
    throw new Error('rolled back');
  });
  await expect(broken).rejects.toThrow('rolled back');
  const rows = await system.orm.select({ event: outbox.event }).from(outbox);
  expect(rows.map(({ event }) => (event.data as { report_id: string }).report_id)).toEqual(['rpt_kept']);
});

test('a database that is away is an error that says to try again', async () => {
  const away = connectDatabase({ url: 'postgres://reports_app:x@127.0.0.1:1/none', applicationName: 'test' });
  await expect(away.withWorkspace('ws_a', async () => undefined)).rejects.toMatchObject({
    code: 'database_unavailable',
    fate: 'passing',
  });
  await away.close();
});
