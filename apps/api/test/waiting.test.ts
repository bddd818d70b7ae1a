import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Health } from '@reports/service';
import type { Client } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const waitingAt = async ({ metrics }: Health): Promise<number> => {
  const [gauge] = (await metrics.getSingleMetric('reports_waited_for')?.get())?.values ?? [];
  return gauge?.value ?? 0;
};
const areWaiting = (count: number, health = api.health) =>
  vi.waitUntil(async () => (await waitingAt(health)) === count, { timeout: 10_000 });

describe('GET /v1/reports/{id}?wait=', () => {
  test('hears of the end of a report, and does not only look for it', async () => {
    const delays: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const id = await client.post({ format: 'csv' });
      const waiting = client.get(`/v1/reports/${id}?wait=30`);
      await areWaiting(1);
      await completeReport(api, client, id, 'a\r\n', 'csv');
      const finished = performance.now();
      expect((await waiting).body['status']).toBe('completed');
      delays.push(performance.now() - finished);
    }
    // It looks every three seconds.
    expect(Math.min(...delays)).toBeLessThan(1_000);
  });

  test('answers a report that fails as well', async () => {
    const id = await client.post();
    const waiting = client.get(`/v1/reports/${id}?wait=30`);
    await areWaiting(1);
    await failReport(api, client, id);
    expect((await waiting).body['status']).toBe('failed');
  });

  test('stops waiting for a client that has gone', async () => {
    const id = await client.post();
    const leaving = new AbortController();
    const gone = fetch(`${client.url}/v1/reports/${id}?wait=60`, {
      headers: { authorization: `Bearer ${client.key}` },
      signal: leaving.signal,
    });
    await areWaiting(1);
    leaving.abort();
    await expect(gone).rejects.toThrow('aborted');
    await areWaiting(0);
  });

  test('answers what there is when the time is up', async () => {
    const id = await client.post();
    const started = performance.now();
    expect((await client.get(`/v1/reports/${id}?wait=1`)).body['status']).toBe('generating');
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('does not wait for a report that is done, or is not there', async () => {
    const id = await client.post();
    await completeReport(api, client, id, '{}');
    const started = performance.now();
    expect((await client.get(`/v1/reports/${id}?wait=60`)).status).toBe(200);
    expect((await client.get('/v1/reports/rpt_000000000000?wait=60')).status).toBe(404);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('many who wait for the same report are all answered', async () => {
    const id = await client.post({ format: 'csv' });
    const waiting = Array.from({ length: 50 }, () => client.get(`/v1/reports/${id}?wait=30`));
    await areWaiting(50);
    await completeReport(api, client, id, 'a\r\n', 'csv');
    const answers = await Promise.all(waiting);
    expect(answers.every(({ body }) => body['status'] === 'completed')).toBe(true);
  });

  test('hears of it on every replica', async () => {
    const replica = await api.startReplica();
    const there = client.with({ url: replica.url });
    const id = await client.post({ format: 'csv' });
    const waiting = there.get(`/v1/reports/${id}?wait=30`);
    await areWaiting(1, replica.health);
    await completeReport(api, client, id, 'a\r\n', 'csv');
    expect((await waiting).body['status']).toBe('completed');
    await replica.stop();
  });

  test('lets everybody go at a shutdown', async () => {
    const replica = await api.startReplica();
    const id = await client.post();
    const waiting = client.with({ url: replica.url }).get(`/v1/reports/${id}?wait=60`);
    await areWaiting(1, replica.health);
    const started = performance.now();
    await replica.stop();
    expect((await waiting).body['status']).toBe('generating');
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
