import { randomBytes } from 'node:crypto';
import { reports, requestOf } from '@reports/database';
import { createId, parseKeyRing } from '@reports/service';
import { connectTemporal, startCodecServer } from '@reports/temporal';
import proto, { type temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startReport } from '../src/reports/start-report.ts';
import { startScheduler, type TestScheduler } from './platform.ts';
import { startStandIns } from './stand-ins.ts';

const { History } = proto.temporal.api.history.v1;
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;
const { Payloads } = proto.temporal.api.common.v1;

const makeKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [oldKey, newKey] = [makeKey('k1'), makeKey('k2')];
/** What a report is asked for with: its workspace's name, and its filters. */
const seeded = ['Acme', 'agt_seeded', 'cmp_seeded'];
const filters = { agent_id: ['agt_seeded'], campaign_id: ['cmp_seeded'] };
const patience = { timeout: 60_000 };

let scheduler: TestScheduler;
let standIns: { stop: () => Promise<void> };

beforeAll(async () => {
  scheduler = await startScheduler({ TEMPORAL_PAYLOAD_KEYS: oldKey });
  standIns = startStandIns(scheduler);
});
afterAll(async () => {
  await standIns.stop();
  await scheduler.stop();
});

const run = async (): Promise<string> => {
  const { report_id } = await scheduler.post({ filters });
  await vi.waitUntil(async () => (await scheduler.read(report_id)).status === 'completed', patience);
  return report_id;
};

/** All that Temporal keeps of a workflow, as bytes: its history and what it says of it. */
const rawOf = async (
  workflowId: string,
): Promise<{ history: api.api.history.v1.IHistory; bytes: Buffer }> => {
  const { workflowService, options } = scheduler.temporal.client;
  const about = { namespace: options.namespace, execution: { workflowId } };
  const { history } = await workflowService.getWorkflowExecutionHistory(about);
  const description = await workflowService.describeWorkflowExecution(about);
  return {
    history: history ?? {},
    bytes: Buffer.concat([
      History.encode(history ?? {}).finish(),
      DescribeWorkflowExecutionResponse.encode(description).finish(),
    ]),
  };
};

const inputOf = (history: api.api.history.v1.IHistory): api.api.common.v1.IPayload[] =>
  history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];

test('with a key no name and no filter of a report is in its history in clear, and the codec server tells them', async () => {
  const id = await run();
  const { history, bytes } = await rawOf(id);
  const events = history.events?.length ?? 0;
  const hits = seeded.filter((text) => bytes.includes(text));
  process.stdout.write(
    `${events} events and a description, ${bytes.length} bytes: ${hits.length} of ${seeded.length} seeded texts in clear\n`,
  );
  expect(events).toBeGreaterThan(10);
  expect(hits).toEqual([]);
  // Of ids Temporal still knows what its lists are searched by.
  expect(bytes.includes(id)).toBe(true);

  const server = await startCodecServer({
    keys: parseKeyRing(oldKey),
    host: '127.0.0.1',
    port: 0,
    uiOrigin: 'https://temporal.example.com',
  });
  const ask = (headers: Record<string, string>, payloads = inputOf(history)) =>
    fetch(`http://127.0.0.1:${server.port}/decode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(Payloads.toObject(Payloads.fromObject({ payloads }), { bytes: String })),
    });
  try {
    const answer = await ask({ origin: 'https://temporal.example.com' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://temporal.example.com');
    const { payloads } = (await answer.json()) as {
      payloads: { data: string; metadata: Record<string, string> }[];
    };
    const [input] = payloads.map(({ data }) => Buffer.from(data, 'base64').toString());
    expect(JSON.parse(input ?? '')).toMatchObject({ workspace_name: 'Acme', filters });
    const elsewhere = await ask({ origin: 'https://evil.example.com' });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
    expect((await ask({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask({}, [{ metadata: { encoding: Buffer.from('binary/encrypted') } }])).status).toBe(400);
  } finally {
    await server.close();
  }
});

test('what was written in clear, or with a key of before, goes on; what is written now has the first key', async () => {
  const settings = { ...scheduler.config, temporalPayloadKeys: parseKeyRing(`${newKey},${oldKey}`) };
  const before = await run();
  const rotated = connectTemporal(settings);
  const clear = connectTemporal({ ...scheduler.config, temporalPayloadKeys: [] });
  try {
    // A client with the new key first reads what was encrypted with the old one.
    const description = await rotated.client.workflow.getHandle(before).describe();
    expect(await description.staticSummary()).toContain('Acme');
    // A workflow that a release without keys began is finished by a scheduler that has one.
    const id = createId('rpt');
    const [row] = await scheduler.owner.orm
      .insert(reports)
      .values({
        id,
        workspaceId: 'ws_test',
        type: 'qa_performance',
        format: 'csv',
        periodFrom: '2024-01-01',
        periodTo: '2024-01-31',
        timezone: 'UTC',
        filters,
      })
      .returning();
    if (!row) throw new Error('no row');
    await startReport(clear, requestOf(row, 'Acme'), { ...row, workflowId: id });
    await vi.waitUntil(async () => (await scheduler.read(id)).status === 'completed', patience);
    const { history } = await rawOf(id);
    expect(Buffer.from(inputOf(history)[0]?.data ?? []).toString()).toContain('agt_seeded');
    const later = (history.events ?? []).slice(1);
    expect(Buffer.from(History.encode({ events: later }).finish()).includes('Acme')).toBe(false);
  } finally {
    await rotated.close();
    await clear.close();
  }
});
