import { type Database, connectDatabase } from '@reports/database';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../src/admin/run-command.ts';
import { generateApiKey, readApiKey } from '../src/keys/api-key.ts';
import { createFailedKeys } from '../src/keys/failed-keys.ts';
import { createFindCaller } from '../src/keys/find-caller.ts';
import type { Client } from './support/client.ts';
import { say } from './support/say.ts';
import { type ApiProcess, startApiProcess } from './support/start-process.ts';

/** A key as they were made before they had a checksum: only the database knows whether there is one. */
const oldFormat = (number: number): string => `nl_${String(number).padStart(12, '0')}_${'x'.repeat(40)}`;
/** A key with a checksum that is right: anybody can compute it. */
const forged = (): string => generateApiKey().text;
/** A key with a checksum that is wrong. */
const madeUp = (number: number): string => `nl_${String(number).padStart(12, '0')}_${'x'.repeat(46)}`;

describe('an attack with distinct unknown keys', () => {
  let api: ApiProcess;
  let client: Client;

  beforeAll(async () => {
    api = await startApiProcess({ TRUSTED_PROXIES: '127.0.0.0/8' });
    client = await api.createWorkspace();
  });
  afterAll(() => api.stop());

  const attack = async (count: number, keyOf: (number: number) => string, address: (n: number) => string) => {
    const statuses = new Map<number, number>();
    const retryAfters = new Set<string | null>();
    let sent = 0;
    const started = performance.now();
    const send = async (): Promise<void> => {
      while (sent < count) {
        const number = sent++;
        const answer = await client
          .with({ key: keyOf(number) })
          .get('/v1/reports', { 'x-forwarded-for': address(number) });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 429) retryAfters.add(answer.headers.get('retry-after'));
      }
    };
    await Promise.all(Array.from({ length: 32 }, send));
    const seconds = (performance.now() - started) / 1_000;
    return { refused: statuses.get(401) ?? 0, limited: statuses.get(429) ?? 0, retryAfters, seconds };
  };
  const linesOfRequests = () =>
    api
      .log()
      .split('\n')
      .filter((line) => line.includes('"msg":"request"'));

  test.each([
    ['of the old format', oldFormat, () => '203.0.113.7'],
    ['with a forged checksum', forged, () => '203.0.113.8'],
    ['with a wrong checksum', madeUp, () => '203.0.113.9'],
    ['from a whole IPv6 network', forged, (n: number) => `2001:db8:0:1::${(n + 1).toString(16)}`],
  ])(
    '%s: the address is refused after its share, and the log tells it in a few lines',
    async (name, keyOf, from) => {
      const before = linesOfRequests().length;
      const { refused, limited, retryAfters, seconds } = await attack(800, keyOf, from);
      const lines = linesOfRequests().length - before;
      say(
        `800 keys ${name}: ${Math.round(800 / seconds)} a second, ${refused} times 401, ${limited} times 429, ${lines} lines of log`,
      );
      expect(refused + limited).toBe(800);
      // Its share of 100, and what comes back meanwhile.
      expect(refused).toBeGreaterThanOrEqual(100);
      expect(refused).toBeLessThanOrEqual(101 + Math.ceil((seconds * 100) / 60));
      expect(retryAfters).toEqual(new Set(['1']));
      expect(lines).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
      // A good key is welcome from other addresses, and one that has worked before from the same.
      for (const address of ['198.51.100.1', from(1)]) {
        expect((await client.get('/v1/reports', { 'x-forwarded-for': address })).status).toBe(200);
      }
    },
  );

  test('is counted by reason', async () => {
    expect(await api.metric('http_refused_keys_total{reason="limited"')).toBeGreaterThan(2_000);
    expect(await api.metric('http_refused_keys_total{reason="unknown"')).toBeGreaterThanOrEqual(300);
    expect(await api.metric('http_refused_keys_total{reason="malformed"')).toBeGreaterThanOrEqual(100);
  });
});

test('without a trusted proxy nobody chooses the address that they count as', async () => {
  const api = await startApiProcess({ WRONG_KEYS_PER_MINUTE: '5' });
  const client = await api.createWorkspace();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      client.with({ key: forged() }).get('/v1/reports', { 'x-forwarded-for': `203.0.113.${n}` }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 401).length;
  expect([5, 6]).toContain(refused);
  await api.stop();
});

describe('the database is asked', () => {
  let server: TestDatabase;
  let database: Database;
  let owner: Database;
  let queries = 0;

  beforeAll(async () => {
    server = await createTestDatabase();
    owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
    const app = connectDatabase({ url: server.urlOf('reports_api'), applicationName: 'api' });
    database = {
      ...app,
      call: (work) => {
        queries += 1;
        return app.call(work);
      },
    };
  });
  afterAll(async () => {
    await database.close();
    await owner.close();
    await server.drop();
  });

  const limits = {
    requestsPerMinute: 1_000,
    webhooks: 1,
    schedules: 1,
    reportsGenerating: 1,
    runsPerHour: 1,
    emailsPerDay: 1,
  };
  const keyOf = (text: string) => {
    const key = readApiKey(`Bearer ${text}`);
    if (!key) throw new Error('no key');
    return key;
  };
  const goodKeys = async (count: number): Promise<string[]> => {
    const made = (await runCommand(owner, {
      name: 'create workspace',
      workspaceName: 'Acme Ltd',
      rateLimitPerMinute: undefined,
    })) as { workspace_id: string };
    const keys: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const { key } = (await runCommand(owner, {
        name: 'create key',
        workspaceId: made.workspace_id,
        scope: 'read_only',
        expiresInDays: undefined,
      })) as { key: string };
      keys.push(key);
    }
    return keys;
  };

  test('at most once for each of the wrong keys that an address may send', async () => {
    const findCaller = createFindCaller(database, { failedKeys: createFailedKeys(100, () => 0), limits });
    queries = 0;
    const found = await Promise.all(
      Array.from({ length: 3_000 }, async () => findCaller(keyOf(forged()), '203.0.113.7')),
    );
    expect(found.filter((one) => one === 'unknown')).toHaveLength(100);
    expect(found.filter((one) => one === 'limited')).toHaveLength(2_900);
    expect(queries).toBe(100);
    say(`3,000 unknown keys at once: ${queries} queries`);
  });

  test('once a second for a key that works, though its address has sent too many wrong ones', async () => {
    const [key = '', another = ''] = await goodKeys(2);
    const failedKeys = createFailedKeys(10, () => 0);
    const findCaller = createFindCaller(database, { failedKeys, limits });
    expect(await findCaller(keyOf(key), '203.0.113.7')).toMatchObject({ scope: 'read_only' });
    while (failedKeys.take('203.0.113.7'));
    await vi.waitUntil(async () => {
      queries = 0;
      expect(await findCaller(keyOf(key), '203.0.113.7')).toMatchObject({ scope: 'read_only' });
      return queries === 1;
    }, 10_000);
    // One that was never seen to work is not looked up from there, but from elsewhere.
    expect(await findCaller(keyOf(another), '203.0.113.7')).toBe('limited');
    expect(await findCaller(keyOf(another), '203.0.113.8')).toMatchObject({ scope: 'read_only' });
    expect(await findCaller(keyOf(another), '203.0.113.7')).toMatchObject({ scope: 'read_only' });
  });

  test('and keys that work use up nothing of the share of their address', async () => {
    const keys = await goodKeys(30);
    const failedKeys = createFailedKeys(5, () => 0);
    const findCaller = createFindCaller(database, { failedKeys, limits });
    for (const key of keys) expect(await findCaller(keyOf(key), '203.0.113.7')).toHaveProperty('keyId');
    // A hundred requests with one new key share its query, and count once.
    const together = await Promise.all(
      Array.from({ length: 100 }, async () => findCaller(keyOf(keys[0] ?? ''), '203.0.113.7')),
    );
    expect(together.every((found) => typeof found === 'object')).toBe(true);
    let left = 0;
    while (failedKeys.take('203.0.113.7')) left += 1;
    expect(left).toBe(5);
  });
});
