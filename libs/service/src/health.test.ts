import { expect, test } from 'vitest';
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
  expect((await ask('/readyz')).status).toBe(200);
  expect(await (await ask('/metrics')).text()).toContain('process_cpu_seconds_total');
  health.drain();
  expect((await ask('/readyz')).status).toBe(503);
  await server.close();
});
