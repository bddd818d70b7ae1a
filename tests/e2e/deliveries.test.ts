import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineConfig } from '@reports/service';
import { connectStorage, storageOptions, storageSettings } from '@reports/storage';
import { Client as TemporalClient, Connection } from '@temporalio/client';
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

test('a split coaching report comes as a ZIP by mail and link, and each of its files by a link of its own', async () => {
  const people = ['agt_split_1', 'agt_split_2'].map((agent_id, index) => ({
    agent_id,
    name: ['Asha Rao', '王小明'][index] ?? '',
    team: ['North', 'South'][index] ?? '',
  }));
  await client.send('agents', people);
  await client.send(
    'evaluations',
    people.flatMap(({ agent_id }, index) =>
      [60, 90].map((score) => ({
        call_id: `call_split_${index}_${score}`,
        campaign_id: 'cmp_split',
        agent_id,
        evaluated_at: '2024-03-05T10:00:00Z',
        score,
        passed: score > 80,
        parameters: [{ parameter: 'Greeting', score: score / 10, max_score: 10, passed: score > 80 }],
      })),
    ),
  );
  const march = { from: '2024-03-01', to: '2024-03-31', filters: { campaign_id: 'cmp_split' } };
  const { report_id, ...accepted } = await client.post({
    type: 'agent_coaching',
    ...march,
    format: 'pdf',
    split_by: 'agent',
    notify: { email: 'coach@example.com' },
  });
  expect(accepted).toMatchObject({ split_by: 'agent' });
  const report = (await client.finished(report_id)) as ReportAnswer & {
    download_url: string;
    parts: {
      key: string;
      name: string;
      file_name: string;
      bytes: number;
      sha256: string;
      download_url: string;
    }[];
  };
  expect(report.parts).toMatchObject([
    { key: 'agt_split_1', name: 'Asha Rao', file_name: 'asha-rao-agt_split_1.pdf' },
    { key: 'agt_split_2', name: '王小明', file_name: '王小明-agt_split_2.pdf' },
  ]);
  const fetched = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { headers });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  };
  const zip = await fetched(report.download_url);
  expect(zip.headers.get('content-type')).toBe('application/zip');
  expect(zip.headers.get('content-disposition')).toContain(
    'agent_coaching_2024-03-01_2024-03-31_by_agent_pdf.zip',
  );
  for (const part of report.parts) {
    const { status, headers, body } = await fetched(part.download_url);
    expect([status, body.length, headers.get('etag')]).toEqual([200, part.bytes, `"${part.sha256}"`]);
    expect(createHash('sha256').update(body).digest('hex')).toBe(part.sha256);
    expect(body.subarray(0, 5).toString()).toBe('%PDF-');
    expect(zip.body.includes(body)).toBe(true);
    expect(decodeURIComponent(headers.get('content-disposition') ?? '')).toContain(part.file_name);
    const range = await fetched(part.download_url, { range: 'bytes=-6' });
    expect([range.status, range.body.toString()]).toEqual([206, body.subarray(-6).toString()]);
  }
  const other = report.parts[1]?.download_url.replace('part=2', 'part=1') ?? '';
  expect((await fetched(other)).status).toBe(403);

  const [mail] = await vi.waitUntil(async () => {
    const mails = await mailsTo('coach@example.com');
    return mails.length > 0 ? mails : undefined;
  }, patience);
  const letter = JSON.stringify(mail);
  expect(letter).toContain('2 files, one for each agent, in a ZIP');
  expect(letter).toContain('agent_coaching_2024-03-01_2024-03-31_by_agent_pdf.zip');

  const again = await ask('POST', `/v1/reports/${report_id}/render`, { format: 'json', split_by: 'team' });
  const teams = (await client.finished(String(again['report_id']))) as typeof report;
  expect(teams.parts.map(({ name }) => name)).toEqual(['North', 'South']);
  expect(teams).not.toHaveProperty('data');
  const { body: north } = await fetched(teams.parts[0]?.download_url ?? '');
  expect(JSON.parse(north.toString())).toMatchObject({
    agents: [{ agent_id: 'agt_split_1', team: 'North', overall_score: 75 }],
    by_team: [{ team: 'North', agents: 1 }],
  });

  const refused = await client.request('POST', '/v1/reports', { ...january, split_by: 'agent' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    errors: [{ pointer: '/split_by', detail: expect.stringContaining('agent_coaching') }],
  });
  expect((await client.request('DELETE', `/v1/reports/${report_id}`)).status).toBeLessThan(300);
  expect((await fetched(report.download_url)).status).toBe(404);
}, 120_000);

test('a split report that is cancelled in the middle ends, leaves no file, is made whole by a retry, and deleted with all its files', async () => {
  const agents = Array.from({ length: 50 }, (_, index) => ({
    agent_id: `agt_many_${index}`,
    name: `Agent ${index}`,
  }));
  await client.send('agents', agents);
  await client.send(
    'evaluations',
    agents.map(({ agent_id }, index) => ({
      call_id: `call_many_${index}`,
      campaign_id: 'cmp_many',
      agent_id,
      evaluated_at: '2024-04-05T10:00:00Z',
      score: 60 + (index % 40),
      passed: index % 2 === 0,
      parameters: [{ parameter: 'Greeting', score: 6, max_score: 10, passed: true }],
    })),
  );
  const storage = connectStorage(storageOptions(defineConfig(storageSettings)(platform.environment)));
  const connection = await Connection.connect({ address: platform.environment['TEMPORAL_ADDRESS'] ?? '' });
  const temporal = new TemporalClient({ connection });
  const { report_id } = await client.post({
    type: 'agent_coaching',
    from: '2024-04-01',
    to: '2024-04-30',
    filters: { campaign_id: 'cmp_many' },
    format: 'pdf',
    split_by: 'agent',
  });
  const path = `/v1/reports/${report_id}`;
  const filesLeft = async (): Promise<string[]> => {
    const keys: string[] = [];
    for await (const some of storage.list(`files/${client.workspaceId}/${report_id}/`)) {
      keys.push(...some.map(({ key }) => key));
    }
    return keys;
  };
  /** The files are being made. */
  await vi.waitUntil(async () => {
    const handle = temporal.workflow.getHandle(report_id);
    const raw = await handle.describe().then(
      (described) => described.raw,
      () => undefined,
    );
    return raw?.pendingActivities?.some(
      ({ activityType, lastStartedTime }) => activityType?.name === 'renderReport' && lastStartedTime,
    );
  }, patience);
  expect((await client.request('POST', `${path}/cancel`)).status).toBe(202);
  expect(await client.finished(report_id)).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
  await vi.waitUntil(
    async () => (await temporal.workflow.getHandle(report_id).describe()).status.name === 'CANCELLED',
    patience,
  );
  expect(await filesLeft()).toEqual([]);

  await ask('POST', `${path}/retry`);
  const { status, parts } = await client.finished(report_id);
  expect([status, (parts as unknown[] | undefined)?.length]).toEqual(['completed', 50]);
  const link = (parts as { download_url: string }[])[0]?.download_url ?? '';
  expect((await fetch(link)).status).toBe(200);
  expect(await filesLeft()).toHaveLength(1);

  expect((await client.request('DELETE', path)).status).toBeLessThan(300);
  expect((await fetch(link)).status).toBe(404);
  await vi.waitUntil(async () => (await filesLeft()).length === 0, patience);
  await connection.close();
}, 180_000);

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
