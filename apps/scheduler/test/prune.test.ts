import { connectDatabase, deliveries, erasures, idempotencyKeys, inbox, workspaces } from '@reports/database';
import { createTestDatabase } from '@reports/local-platform/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { prune, pruneAuditLog } from '../src/retention/prune.ts';

const dayMs = 24 * 3_600_000;
const ago = (days: number): Date => new Date(Date.now() - days * dayMs);

test('what has served its time goes, in batches, and what has not stays', async () => {
  const { ownerUrl, appUrl, urlOf, drop } = await createTestDatabase();
  const connect = (url: string) => connectDatabase({ url, applicationName: 'test' });
  const [owner, database, systemDatabase] = [
    connect(ownerUrl),
    connect(appUrl),
    connect(urlOf('reports_scheduler_system')),
  ];
  await owner.orm.insert(workspaces).values({ id: 'ws_test', name: 'Acme' });
  await database.withWorkspace('ws_test', async (transaction) => {
    const key = (days: number) => ({
      workspaceId: 'ws_test',
      route: 'POST /v1/reports',
      key: `${days} days old`,
      requestHash: Buffer.alloc(32),
      createdAt: ago(days),
    });
    await transaction.insert(idempotencyKeys).values([key(1.01), key(0.99)]);
    const delivery = (status: 'pending' | 'sent' | 'failed', days: number) => ({
      id: `dlv_${status}_${days}`,
      workspaceId: 'ws_test',
      channel: 'email' as const,
      recipient: 'one@example.com',
      event: 'test' as const,
      status,
      messageId: 'message',
      createdAt: ago(days),
    });
    await transaction
      .insert(deliveries)
      .values([
        delivery('sent', 366),
        delivery('failed', 366),
        delivery('pending', 366),
        delivery('sent', 364),
      ]);
    const events = Array.from({ length: 12_001 }, (_, index) => ({
      consumer: 'notifier-reports' as const,
      eventId: String(index),
      processedAt: index === 0 ? ago(7.9) : ago(8.1),
    }));
    await transaction.insert(inbox).values(events);
    for (const days of [101, 99]) {
      await transaction.execute(sql`
        insert into record_tombstones values ('ws_test', 'calls', ${`call_${days}`}, 1, ${ago(days).toISOString()})`);
    }
    const erasure = (id: string, status: 'running' | 'completed', days: number) => ({
      id,
      workspaceId: 'ws_test',
      subject: 'contact' as const,
      subjectId: 'con_1',
      status,
      createdAt: ago(days),
    });
    await transaction
      .insert(erasures)
      .values([
        erasure('old', 'completed', 366),
        erasure('running', 'running', 366),
        erasure('new', 'completed', 364),
      ]);
  });

  const pruned = await prune(systemDatabase, new AbortController().signal);
  expect(pruned).toEqual({
    idempotency_keys: 1,
    inbox: 12_000,
    record_tombstones: 1,
    erasures: 1,
    deliveries: 2,
  });
  const ids = await owner.orm.select({ id: deliveries.id }).from(deliveries);
  expect(ids.map(({ id }) => id).toSorted()).toEqual(['dlv_pending_366', 'dlv_sent_364']);

  await Promise.all([owner.close(), database.close(), systemDatabase.close()]);
  await drop();
});

test('entries of the audit log go when their time is up, thirty days at the earliest, and by the role for it alone', async () => {
  const { ownerUrl, appUrl, urlOf, drop } = await createTestDatabase();
  const connect = (url: string) => connectDatabase({ url, applicationName: 'test' });
  const [owner, database, systemDatabase] = [
    connect(ownerUrl),
    connect(appUrl),
    connect(urlOf('reports_scheduler_system')),
  ];
  await owner.sql`
    insert into audit_log (workspace_id, actor, action, created_at)
    select 'ws_test', 'link', 'downloadFile', now() - make_interval(days => days)
    from generate_series(1, 20) as age (days), generate_series(1, 5) union all
    select 'ws_test', 'link', 'downloadFile', now() - interval '101 days' from generate_series(1, 12000)`;
  const { signal } = new AbortController();
  expect(await pruneAuditLog(systemDatabase, 100, signal)).toBe(12_000);
  expect(await pruneAuditLog(systemDatabase, 100, signal)).toBe(0);
  const refused = { cause: { message: expect.stringContaining('30 days at least') } };
  await expect(pruneAuditLog(systemDatabase, 29, signal)).rejects.toMatchObject(refused);
  const denied = { cause: { code: '42501' } };
  await expect(pruneAuditLog(database, 100, signal)).rejects.toMatchObject(denied);
  await expect(systemDatabase.orm.execute(sql`delete from audit_log`)).rejects.toMatchObject(denied);
  await expect(systemDatabase.orm.execute(sql`select * from audit_log`)).rejects.toMatchObject(denied);
  const [{ left }] = await owner.sql<[{ left: number }]>`select count(*)::integer as left from audit_log`;
  expect(left).toBe(100);
  await Promise.all([owner, database, systemDatabase].map(({ close }) => close()));
  await drop();
});
