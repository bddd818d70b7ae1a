import { connectDatabase } from '@reports/database';
import { createProxy, createTestDatabase } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listenForDeliveries } from '../src/dispatch/listen.ts';

let server: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(() => server.drop());

test.for(['before it listens', 'while it listens'])(
  'a database that is away %s is listened to again by itself',
  async (moment) => {
    const url = new URL(server.ownerUrl);
    const proxy = await createProxy({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${proxy.port}`;
    const listening = connectDatabase({ url: url.href, applicationName: 'listening', poolSize: 1 });
    const notifying = connectDatabase({ url: server.ownerUrl, applicationName: 'notifying', poolSize: 1 });
    const log = createLogger({ service: 'notifier', level: 'silent' });
    const warned = vi.spyOn(log, 'warn');
    let roused = 0;
    const notified = () =>
      vi.waitFor(
        async () => {
          roused = 0;
          await notifying.sql.notify('deliveries', '');
          await vi.waitUntil(() => roused > 0, { timeout: 500 });
        },
        { timeout: 60_000 },
      );

    if (moment === 'before it listens') await proxy.cut();
    listenForDeliveries(listening, () => (roused += 1), log);
    if (moment === 'before it listens') await vi.waitUntil(() => warned.mock.calls.length === 1);
    else {
      await notified();
      await proxy.cut();
      // The driver tries to come back while nobody is there.
      await vi.waitUntil(async () => (await listenersOf(notifying)) === 0, { timeout: 30_000 });
    }
    await proxy.fix();
    await notified();
    expect(roused).toBeGreaterThan(0);

    await Promise.all([listening.close(), notifying.close()]);
    await proxy.close();
  },
);

const listenersOf = async ({ sql }: ReturnType<typeof connectDatabase>): Promise<number> => {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int from pg_stat_activity
    where datname = current_database() and application_name = 'listening'`;
  return row.count;
};
