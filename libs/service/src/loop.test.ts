import { Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { forEachAlone, startLoop } from './loop.ts';

const log = createLogger({ service: 'test', level: 'silent' });
const away = new Error('away');

test('a loop works at once, then after each pause, and not after it is stopped', async () => {
  let rounds = 0;
  const loop = startLoop({
    name: 'test',
    everyMs: 5,
    log,
    work: async () => {
      rounds += 1;
    },
  });
  expect(rounds).toBe(1);
  await vi.waitUntil(() => rounds > 3);
  await loop.stop();
  const last = rounds;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(rounds).toBe(last);
});

test('a wake ends a pause, and the pause after a round that it came into', async () => {
  const rounds: (() => void)[] = [];
  const loop = startLoop({
    name: 'test',
    everyMs: 3_600_000,
    log,
    work: () => new Promise((resolve) => rounds.push(resolve)),
  });
  loop.wake();
  rounds[0]?.();
  await vi.waitUntil(() => rounds.length === 2);
  rounds[1]?.();
  await new Promise(setImmediate);
  expect(rounds).toHaveLength(2);
  loop.wake();
  await vi.waitUntil(() => rounds.length === 3);
  rounds[2]?.();
  await loop.stop();
  expect(rounds).toHaveLength(3);
});

test('under load rounds begin some time apart, and each does what was asked for meanwhile', async () => {
  const starts: number[] = [];
  const loop = startLoop({
    name: 'test',
    everyMs: 3_600_000,
    gatherMs: 100,
    log,
    work: async () => {
      starts.push(performance.now());
    },
  });
  await vi.waitUntil(() => starts.length === 1);
  while (starts.length < 4) {
    loop.wake();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await loop.stop();
  // Timers may be a moment early.
  for (const [index, start] of starts.slice(1).entries()) {
    expect(start - (starts[index] ?? 0)).toBeGreaterThan(95);
  }
});

test('a round that has more to do is followed by the next one at once', async () => {
  let left = 5;
  const loop = startLoop({
    name: 'test',
    everyMs: 3_600_000,
    log,
    work: async () => (--left > 0 ? 'more' : undefined),
  });
  await vi.waitUntil(() => left === 0);
  await loop.stop();
  expect(left).toBe(0);
});

test('a loop whose rounds fail does not spin, even when it is woken, says so, and recovers', async () => {
  let [rounds, failing] = [0, true];
  const loop = startLoop({
    name: 'test',
    everyMs: 1,
    log,
    work: async () => {
      rounds += 1;
      if (failing) throw away;
      return 'more';
    },
  });
  await new Promise(setImmediate);
  expect(loop.check).toThrow('away');
  const until = Date.now() + 500;
  while (Date.now() < until) {
    loop.wake();
    await new Promise(setImmediate);
  }
  // After 75–100, 150–200 and 300–400 ms.
  expect(rounds).toBeGreaterThan(1);
  expect(rounds).toBeLessThanOrEqual(4);
  failing = false;
  await vi.waitUntil(() => {
    try {
      loop.check();
      return true;
    } catch {
      return false;
    }
  }, 5_000);
  await loop.stop();
});

test('the metric says when each loop of a process last succeeded', async () => {
  const metrics = new Registry();
  const before = Date.now() / 1_000;
  const good = startLoop({ name: 'good', everyMs: 1_000, log, metrics, work: async () => undefined });
  const bad = startLoop({ name: 'bad', everyMs: 1_000, log, metrics, work: () => Promise.reject(away) });
  await new Promise(setImmediate);
  await Promise.all([good.stop(), bad.stop()]);
  const [metric] = await metrics.getMetricsAsJSON();
  expect(metric?.name).toBe('reports_loop_last_success_timestamp_seconds');
  expect(metric?.values.map(({ labels }) => labels)).toEqual([{ loop: 'good' }]);
  expect(metric?.values[0]?.value).toBeGreaterThanOrEqual(before);
});

test('an item that fails holds up no other, and an engine that is away ends the round', async () => {
  const isAway = (error: unknown) => error === away;
  const run = async (errors: (Error | undefined)[]) => {
    const [done, failed]: [number[], number[]] = [[], []];
    const result = await forEachAlone(
      errors.entries(),
      async ([index, error]) => {
        if (error) throw error;
        done.push(index);
      },
      { isAway, onFailure: ([index]) => failed.push(index) },
    ).catch((error: unknown) => error);
    return { done, failed, result };
  };
  const broken = new Error('broken');
  expect(await run([broken, undefined, broken, broken, broken, undefined])).toEqual({
    done: [1, 5],
    failed: [0, 2, 3, 4],
    result: 4,
  });
  // One that always times out looks like an engine that is away, and is not.
  expect(await run([away, away, undefined, away, undefined])).toMatchObject({ done: [2, 4], result: 3 });
  expect(await run([undefined, away, away, away, undefined])).toEqual({
    done: [0],
    failed: [1, 2],
    result: away,
  });
});
