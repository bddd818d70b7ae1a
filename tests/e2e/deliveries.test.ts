import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client, ReportAnswer } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

interface Call {
  headers: IncomingHttpHeaders;
  message: { type: string; timestamp: string; data: Record<string, unknown> };
}

let platform: TestPlatform;
let client: Client;
let endpoint: Server;
const calls: Call[] = [];

beforeAll(async () => {
  platform = await startTestPlatform({ WEBHOOK_ALLOW_PRIVATE: 'true' });
  client = await platform.createWorkspace('Deliveries');
  await client.send('evaluations', januaryEvaluations().slice(0, 100));
  endpoint = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ headers: request.headers, message: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(204).end();
    });
  });
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
}, 180_000);
afterAll(async () => {
  endpoint.close();
  await platform.stop();
});

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };
const patience = { timeout: 60_000, interval: 100 };

const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const response = await client.request(method, path, body);
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  return JSON.parse(text) as Record<string, unknown>;
};

const callAbout = (reportId: string): Promise<Call> =>
  vi.waitUntil(() => calls.find(({ message }) => message.data['report_id'] === reportId), patience);

/** A webhook's message has no links: whoever is told asks for one when it is needed. */
const withoutLinks = ({
  download_url: _link,
  download_url_expires_at: _expires,
  ...rest
}: Record<string, unknown>) => rest;

test('a webhook is told of a report what GET answers, and a test of it arrives', async () => {
  const { port } = endpoint.address() as AddressInfo;
  const { webhook_id } = await ask('POST', '/v1/webhooks', {
    url: `http://127.0.0.1:${port}/hooks`,
    events: ['report.completed', 'report.failed'],
  });
  for (const body of [
    { ...january, format: 'pdf', filters: { campaign_id: 'cmp_none' }, timezone: 'Asia/Kolkata' },
    { ...january, format: 'json' },
    {
      ...january,
      format: 'csv',
      schedule: { frequency: 'monthly', day_of_month: 'last', day_of_week: 'monday' },
    },
  ]) {
    const { report_id } = await client.post(body);
    const { data: _data, ...answer } = await client.finished(report_id);
    const { headers, message } = await callAbout(report_id);
    expect(message).toMatchObject({ type: 'report.completed', timestamp: answer.completed_at });
    expect(message.data).toEqual(withoutLinks(answer));
    expect(Object.keys(message.data)).toEqual(Object.keys(withoutLinks(answer)));
    expect(headers['webhook-signature']).toMatch(/^v1,/);
    const { data: ledger } = await ask('GET', `/v1/reports/${report_id}/deliveries`);
    expect(ledger).toMatchObject([
      { channel: 'webhook', recipient: webhook_id, status: 'sent', attempts: 1 },
    ]);
  }
  await ask('POST', `/v1/webhooks/${String(webhook_id)}/test`);
  await vi.waitUntil(() => calls.some(({ message }) => message.type === 'test'), patience);
}, 120_000);

interface Mail {
  id: string;
  to: { address: string }[];
}

const mailsTo = async (address: string): Promise<Mail[]> => {
  const response = await fetch(`${platform.environment['MAIL_URL']}/api/email`);
  const all = (await response.json()) as Mail[];
  return all.filter(({ to }) => to.some((recipient) => recipient.address === address));
};

test('one click on unsubscribe stops one address, and the other goes on', async () => {
  const [leaver, stayer] = ['leaver@example.com', 'stayer@example.com'] as const;
  const { report_id } = await client.post({
    ...january,
    format: 'csv',
    schedule: { frequency: 'daily', time: '06:00', email: [leaver, stayer] },
  });
  await client.finished(report_id);
  const runNow = async (): Promise<ReportAnswer> => {
    const run = await ask('POST', `/v1/reports/${report_id}/schedule/runs`);
    return client.finished(String(run['report_id']));
  };

  await runNow();
  await vi.waitUntil(async () => (await mailsTo(stayer)).length === 1, patience);
  const [mail] = await vi.waitUntil(async () => {
    const found = await mailsTo(leaver);
    return found.length > 0 && found;
  }, patience);
  const source = await (
    await fetch(`${platform.environment['MAIL_URL']}/api/email/${mail?.id}/source`)
  ).text();
  const unfolded = source.replaceAll(/\r?\n[ \t]+/g, '');
  const [, link = ''] = /^List-Unsubscribe: ?<([^>]+)>/m.exec(unfolded) ?? [];
  const clicked = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(clicked.status).toBe(200);

  await runNow();
  await vi.waitUntil(async () => (await mailsTo(stayer)).length === 2, patience);
  expect(await mailsTo(leaver)).toHaveLength(1);
}, 120_000);
