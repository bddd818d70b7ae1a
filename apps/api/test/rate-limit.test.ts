import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_PER_MINUTE: '40' });
});
afterAll(() => api.stop());

/** A test that straddles two minutes would count in both: it starts where the minute has room. */
beforeEach(
  () =>
    vi.waitUntil(
      async () => {
        const [{ second }] = await api.owner.sql<[{ second: number }]>`
          select extract(second from now())::float as second`;
        return second < 45;
      },
      { timeout: 20_000, interval: 200 },
    ),
  30_000,
);

const statuses = (answers: Answer[]) => ({
  allowed: answers.filter(({ status }) => status === 200).length,
  refused: answers.filter(({ status }) => status === 429).length,
});

describe('the rate limit', () => {
  test('counts down on every answer, and refuses what is over it until the minute ends', async () => {
    const client = await api.createWorkspace();
    const first = await client.get('/v1/reports');
    expect(first.headers.get('x-ratelimit-limit')).toBe('40');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('39');
    const reset = Number(first.headers.get('x-ratelimit-reset'));
    expect(reset * 1_000 - Date.now()).toBeGreaterThan(0);
    expect(reset * 1_000 - Date.now()).toBeLessThanOrEqual(60_000);
    const invalid = await client.get('/v1/reports?limit=0');
    expect([invalid.status, invalid.headers.get('x-ratelimit-remaining')]).toEqual([400, '38']);
    const more = await Promise.all(Array.from({ length: 38 }, () => client.get('/v1/reports')));
    expect(statuses(more)).toEqual({ allowed: 38, refused: 0 });

    const refused = await client.get('/v1/reports');
    expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limit_exceeded']);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  test('holds across replicas, exactly, however the requests are spread', async () => {
    const client = await api.createWorkspace();
    const replicas = await Promise.all([api.startReplica(), api.startReplica()]);
    const clients = [client, ...replicas.map(({ url }) => client.with({ url }))];
    const answers: Answer[] = [];
    for (let round = 0; round < 25; round += 1) {
      answers.push(...(await Promise.all(clients.map((one) => one.get('/v1/reports')))));
    }
    expect(statuses(answers)).toEqual({ allowed: 40, refused: 35 });
    await Promise.all(replicas.map(({ stop }) => stop()));
  });

  test('of a workspace may be its own, and may change', async () => {
    const client = await api.createWorkspace({ rateLimitPerMinute: 5 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.get('/v1/reports')));
    expect(statuses(answers)).toEqual({ allowed: 5, refused: 3 });
    await api.owner.sql`update workspaces set rate_limit_per_minute = 7 where id = ${client.workspaceId}`;
    const seen = await vi.waitUntil(
      async () => {
        const { status, headers } = await client.get('/v1/reports');
        return headers.get('x-ratelimit-limit') === '7' && status;
      },
      { timeout: 10_000 },
    );
    expect(seen).toBe(200);
    const after = await Promise.all(Array.from({ length: 3 }, () => client.get('/v1/reports')));
    expect(statuses(after)).toEqual({ allowed: 1, refused: 2 });
  });

  test('of one workspace does not touch another', async () => {
    const busy = await api.createWorkspace({ rateLimitPerMinute: 1 });
    await Promise.all([busy.get('/v1/reports'), busy.get('/v1/reports')]);
    const calm = await api.createWorkspace();
    expect((await calm.get('/v1/reports')).status).toBe(200);
  });
});
