import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client, ReportAnswer } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
let client: Client;

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };

beforeAll(async () => {
  platform = await startTestPlatform();
  client = await platform.createWorkspace('Faults');
  await client.send('evaluations', januaryEvaluations().slice(0, 100));
}, 120_000);
afterAll(() => platform.stop());

const mails = async (): Promise<unknown[]> => {
  const response = await fetch(`${platform.environment['MAIL_URL']}/api/email`);
  return (await response.json()) as unknown[];
};

test.each(['aggregator', 'renderer', 'scheduler', 'nats', 'minio', 'temporal'])(
  'with %s down a report is accepted, and completes when it is back',
  async (part) => {
    await platform.halt(part);
    const posted = [await client.post({ ...january, format: 'pdf' }), await client.post(january)];
    const waiting = await client.request('GET', `/v1/reports/${posted[0]?.report_id}`);
    expect(await waiting.json()).toMatchObject({ status: 'generating' });
    await platform.resume(part);
    for (const { report_id } of posted) {
      expect(await client.finished(report_id)).toMatchObject({ status: 'completed' });
    }
  },
  180_000,
);

const textOf = async ({ data, download_url: url }: ReportAnswer): Promise<string> =>
  url === undefined ? JSON.stringify(data) : (await fetch(url)).text();

test('JSON and CSV come without the renderer, the same to the byte as it makes them of the same figures', async () => {
  await platform.halt('renderer');
  const asked = await Promise.all(
    (['json', 'csv'] as const).map((format) => client.post({ ...january, format })),
  );
  const { report_id: pdfId } = await client.post({ ...january, format: 'pdf' });
  const direct = await Promise.all(asked.map(({ report_id }) => client.finished(report_id)));
  expect(await client.reports.getReport(pdfId)).toMatchObject({ status: 'generating' });

  await platform.resume('renderer');
  expect(await client.finished(pdfId)).toMatchObject({ status: 'completed' });
  const rendered = await Promise.all(
    (['json', 'csv'] as const).map(async (format) => {
      const response = await client.request('POST', `/v1/reports/${pdfId}/render`, { format });
      expect(response.status).toBe(202);
      const { report_id } = (await response.json()) as { report_id: string };
      return client.finished(report_id);
    }),
  );
  expect(direct.map(({ status }) => status)).toEqual(['completed', 'completed']);
  expect(await Promise.all(direct.map(textOf))).toEqual(await Promise.all(rendered.map(textOf)));
}, 180_000);

test('with the notifier down a report completes, and its e-mail goes out when it is back', async () => {
  await platform.halt('notifier');
  const before = (await mails()).length;
  const { report_id } = await client.post({ ...january, notify: { email: 'head-of-quality@example.com' } });
  expect(await client.finished(report_id)).toMatchObject({ status: 'completed' });
  expect((await mails()).length).toBe(before);
  await platform.resume('notifier');
  await vi.waitUntil(async () => (await mails()).length === before + 1, { timeout: 60_000, interval: 200 });
}, 120_000);

test('with PostgreSQL down the answer is 503 with Retry-After, and the next one after it is back is 202', async () => {
  await platform.halt('postgres');
  const refused = await client.request('POST', '/v1/reports', january);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  await platform.resume('postgres');
  await vi.waitUntil(async () => (await client.request('POST', '/v1/reports', january)).status === 202, {
    timeout: 30_000,
    interval: 200,
  });
}, 120_000);

test('with every service and engine killed in the middle of reports, none is lost', async () => {
  const posted = await Promise.all(
    Array.from({ length: 12 }, (_, n) => client.post({ ...january, format: n % 2 === 0 ? 'pdf' : 'json' })),
  );
  for (const part of [
    'aggregator',
    'renderer',
    'scheduler',
    'nats',
    'minio',
    'temporal',
    'postgres',
    'api',
  ]) {
    process.kill(platform.pid(part), 'SIGKILL');
  }
  await vi.waitUntil(
    async () => {
      const response = await client.request('GET', '/v1/reports?limit=1').catch(() => undefined);
      return response?.status === 200;
    },
    { timeout: 60_000, interval: 200 },
  );
  for (const { report_id } of posted) {
    expect(await client.finished(report_id)).toMatchObject({ status: 'completed' });
  }
}, 240_000);
