import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await api.messaging.ensureStreams();
});
afterAll(() => api.stop());

test('records that the bus has no room for are a 503 with Retry-After; reports are accepted as ever', async () => {
  const { manager } = await api.messaging.jetstream();
  await manager.streams.update('RECORDS', { max_bytes: 1_000_000 });
  const client = await api.createWorkspace();
  const agents = Array.from({ length: 2_000 }, (_, index) => ({
    agent_id: `a${index}`,
    name: 'x'.repeat(150),
  }));
  const send = () => client.send('POST', '/v1/records/agents', agents);
  expect((await send()).status).toBe(202);
  const answers = [await send(), await send(), await send()];
  const refused = answers.at(-1);
  expect(refused?.body).toMatchObject({ status: 503, code: 'bus_unavailable' });
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  const { state } = await manager.streams.info('RECORDS');
  expect(state.messages).toBe(1 + answers.filter(({ status }) => status === 202).length);
  expect(await client.post()).toMatch(/^rpt_/);
});
