import { Gauge } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { createHealth, startHealthServer } from './health.ts';

test('a service is ready when every part is, and says which is not', async () => {
  let broken = true;
  const health = createHealth('test', {
    good: () => undefined,
    bad: async () => {
      if (broken) throw new Error('it is away');
    },
  });
  const server = await startHealthServer(health, { host: '127.0.0.1', port: 0 });
  const ask = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
  const unready = await ask('/readyz');
  expect(unready.status).toBe(503);
  expect(await unready.json()).toEqual({ ready: false, checks: { good: 'ok', bad: 'it is away' } });
  expect((await ask('/healthz')).status).toBe(200);
  broken = false;
  // An answer may be a second old.
  await vi.waitUntil(async () => (await ask('/readyz')).status === 200, { timeout: 5_000 });
  expect(await (await ask('/metrics')).text()).toContain('process_cpu_seconds_total');
  health.drain();
  expect((await ask('/readyz')).status).toBe(503);
  await server.close();
});

test('a part that is yet to be made is said to be so', async () => {
  const health = createHealth('test', { worker: () => worker.check() });
  expect(await health.readiness()).toEqual({ ready: false, checks: { worker: 'not started yet' } });
  const worker = { check: () => undefined };
});

test('however often it is asked, a check runs and metrics are written once a second', async () => {
  let [checked, collected] = [0, 0];
  const health = createHealth('test', {
    part: () => {
      checked += 1;
    },
  });
  const gauge = new Gauge({
    name: 'times_collected',
    help: 'How often.',
    registers: [],
    collect: () => {
      collected += 1;
    },
  });
  health.metrics.registerMetric(gauge);
  const server = await startHealthServer(health, { host: '127.0.0.1', port: 0 });
  const ask = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
  const started = performance.now();
  await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index % 2 === 0 ? '/readyz' : '/metrics')));
  const seconds = Math.ceil((performance.now() - started) / 1_000);
  expect(checked).toBeGreaterThan(0);
  expect(checked).toBeLessThanOrEqual(seconds);
  expect(collected).toBeLessThanOrEqual(seconds);
  await server.close();
});
