import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import { say } from './support/say.ts';
import { type ApiProcess, startApiProcess } from './support/start-process.ts';

let api: ApiProcess;
let client: Client;

beforeAll(async () => {
  api = await startApiProcess({ RATE_LIMIT_PER_MINUTE: '1000000' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const connections = 8;
const lists = process.env.REPORTS_LONG_TESTS === 'true' ? 300 : 100;

const p50OfLists = async (): Promise<number> => {
  const times: number[] = [];
  for (let list = 0; list < lists; list += 1) {
    const started = performance.now();
    expect((await client.get('/v1/reports')).status).toBe(200);
    times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(lists / 2)] ?? 0;
};

/** Asks without a pause on each connection, until it is ended; gives how often. */
const ask = (url: string) => {
  const ending = new AbortController();
  let asked = 0;
  const statuses = new Set<number>();
  const loops = Array.from({ length: connections }, async () => {
    while (!ending.signal.aborted) {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      statuses.add(answer.status);
      asked += 1;
    }
  });
  return async () => {
    ending.abort();
    await Promise.all(loops);
    return { asked, statuses: [...statuses] };
  };
};

test('metrics that are asked for without a pause hold up no workspace, and are not outside at all', async () => {
  const idle = await p50OfLists();
  const outside = ask(`${api.url}/metrics`);
  const besideOutside = await p50OfLists();
  const { asked: askedOutside, statuses } = await outside();
  const inside = ask(`${api.internalUrl}/metrics`);
  const besideInside = await p50OfLists();
  const { asked: askedInside } = await inside();
  say(
    `a list's p50: ${idle.toFixed(1)} ms idle, ${besideOutside.toFixed(1)} ms beside ${askedOutside} refused requests for metrics, ${besideInside.toFixed(1)} ms beside ${askedInside} answered inside`,
  );
  expect(statuses).toEqual([404]);
  expect(Math.min(askedOutside, askedInside)).toBeGreaterThan(connections);
  // Written again for each request, they took a hundred times as long.
  expect(besideOutside).toBeLessThan(Math.max(20 * idle, 200));
  expect(besideInside).toBeLessThan(Math.max(20 * idle, 200));
}, 240_000);
