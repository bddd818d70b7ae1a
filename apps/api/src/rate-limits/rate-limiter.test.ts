import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LeaseRequests } from './lease-requests.ts';
import { createRateLimiter } from './rate-limiter.ts';

/** One minute of a workspace, as the table keeps it, and how often it was asked. */
const createMinute = () => {
  let used = 0;
  let asked = 0;
  const lease: LeaseRequests = async (_workspaceId, limit, wanted) => {
    asked += 1;
    const granted = Math.max(0, Math.min(wanted, limit - used));
    used += granted;
    return { granted, unleased: Math.max(0, limit - used), resetAt: 60, endsInMs: 60_000 };
  };
  return { lease, asked: () => asked };
};

test('however requests are spread over replicas, no more than the limit pass, and all of it when they go on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(3), { maxLength: 600 }),
      async (limit, replicas, order) => {
        const { lease } = createMinute();
        const limiters = Array.from({ length: replicas }, () => createRateLimiter(lease, () => 0));
        let passed = 0;
        const take = async (replica: number) => {
          const verdict = await limiters[replica % replicas]?.('ws_1', limit);
          if (verdict?.allowed) passed += 1;
        };
        for (const replica of order) await take(replica);
        expect(passed).toBeLessThanOrEqual(Math.min(limit, order.length));
        for (let round = 0; round < limit; round += 1) {
          await Promise.all(limiters.map((_, replica) => take(replica)));
        }
        expect(passed).toBe(limit);
      },
    ),
    { numRuns: 50 },
  );
});

test('most requests cost no query, and those over the limit none', async () => {
  const { lease, asked } = createMinute();
  const take = createRateLimiter(lease, () => 0);
  for (let request = 0; request < 900; request += 1) await take('ws_1', 1_000);
  expect(asked()).toBeLessThan(30);
  for (let request = 0; request < 200; request += 1) await take('ws_1', 1_000);
  const before = asked();
  for (let request = 0; request < 1_000; request += 1) {
    expect((await take('ws_1', 1_000)).allowed).toBe(false);
  }
  expect(asked()).toBe(before);
});

test('a new minute starts again', async () => {
  let now = 0;
  let minutes = [createMinute()];
  const take = createRateLimiter(
    (...request) => (minutes.at(-1) as (typeof minutes)[0]).lease(...request),
    () => now,
  );
  expect((await take('ws_1', 1)).allowed).toBe(true);
  expect(await take('ws_1', 1)).toMatchObject({ allowed: false, retryAfter: 60, remaining: 0 });
  now = 60_000;
  minutes = [...minutes, createMinute()];
  expect((await take('ws_1', 1)).allowed).toBe(true);
});

test('requests that come together share a query', async () => {
  const { lease, asked } = createMinute();
  const take = createRateLimiter(lease, () => 0);
  const verdicts = await Promise.all(Array.from({ length: 50 }, async () => take('ws_1', 1_000)));
  expect(verdicts.every(({ allowed }) => allowed)).toBe(true);
  expect(asked()).toBe(1);
});
