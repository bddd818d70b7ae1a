import type { RecordsReceived } from '@reports/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, pointersOf } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const call = (index: number, changes: Record<string, unknown> = {}) => ({
  call_id: `call_${index}`,
  campaign_id: 'cmp_1',
  agent_id: 'agt_1',
  contact_id: `con_${index}`,
  started_at: '2024-01-31T18:00:00.250+05:30',
  duration_seconds: 184,
  connected: true,
  ...changes,
});
const ndjson = (records: unknown[]) => records.map((record) => JSON.stringify(record)).join('\n');
const sendLines = (kind: string, text: string | Buffer, headers: Record<string, string> = {}) =>
  client.send('POST', `/v1/records/${kind}`, text, { 'content-type': 'application/x-ndjson', ...headers });

/** What the bus holds of the workspace's records, in order. */
const published = async (): Promise<RecordsReceived[]> => {
  const { client: stream } = await api.messaging.jetstream();
  const consumer = await stream.consumers.get('RECORDS', {
    filter_subjects: [`records.${client.workspaceId}.>`],
  });
  const { num_pending: pending } = await consumer.info(true);
  const events: RecordsReceived[] = [];
  if (pending === 0) return events;
  for await (const message of await consumer.fetch({ max_messages: pending })) {
    expect(message.data.length).toBeLessThan(1_000_000);
    events.push(message.json());
  }
  return events;
};
const recordsOf = (events: RecordsReceived[]) => events.flatMap(({ data }) => data.records);

describe('POST /v1/records/{kind}', () => {
  test('takes NDJSON and hands it to the bus as it came', async () => {
    client = await api.createWorkspace();
    const records = [call(1), call(2, { disposition: 'sale', sentiment: 'positive', language: 'hi' })];
    const answer = await sendLines('calls', `\uFEFF${ndjson(records)}\r\n\n`);
    expect([answer.status, answer.body]).toEqual([202, { accepted: 2 }]);
    const [event, ...more] = await published();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      specversion: '1.0',
      type: 'records.received',
      source: '/api',
      subject: 'calls',
      workspaceid: client.workspaceId,
      data: { kind: 'calls', records },
    });
  });

  test('takes a JSON array as well, of every kind', async () => {
    client = await api.createWorkspace();
    const kinds: Record<string, unknown> = {
      calls: call(1),
      evaluations: {
        call_id: 'call_1',
        campaign_id: 'cmp_1',
        agent_id: 'agt_1',
        evaluated_at: '2024-01-31T18:00:00Z',
        score: 85.2,
        passed: true,
        parameters: [{ parameter: 'Greeting', score: 9.4, max_score: 10, passed: true }],
      },
      compliance_checks: {
        check_id: 'chk_1',
        call_id: 'call_1',
        campaign_id: 'cmp_1',
        agent_id: 'agt_1',
        checked_at: '2024-01-31T18:00:00Z',
        check: 'Consent',
        passed: false,
        severity: 'high',
        detail: 'Two\nlines',
      },
      agents: { agent_id: 'agt_1', name: 'கமலா', team: 'South' },
      campaigns: { campaign_id: 'cmp_1', name: 'Winter' },
    };
    for (const [kind, record] of Object.entries(kinds)) {
      expect((await client.send('POST', `/v1/records/${kind}`, [record])).body).toEqual({ accepted: 1 });
    }
    expect(recordsOf(await published())).toEqual(Object.values(kinds));
  });

  test('cuts 10,000 records into messages that the bus takes, in order', async () => {
    client = await api.createWorkspace();
    const records = Array.from({ length: 10_000 }, (_, index) => call(index, { language: 'हिन्दी' }));
    const body = ndjson(records);
    const answer = await sendLines('calls', body);
    expect(answer.body).toEqual({ accepted: 10_000 });
    const events = await published();
    expect(events.length).toBeGreaterThan(2);
    expect(recordsOf(events)).toEqual(records);
  });

  test('accepts nothing of nothing', async () => {
    client = await api.createWorkspace();
    expect((await client.send('POST', '/v1/records/agents', [])).body).toEqual({ accepted: 0 });
    expect((await sendLines('agents', '\n')).body).toEqual({ accepted: 0 });
    expect(await published()).toEqual([]);
  });

  test('names up to 20 bad lines with all their faults, and takes nothing', async () => {
    client = await api.createWorkspace();
    const lines = [
      JSON.stringify(call(0)),
      JSON.stringify(call(1, { duration_seconds: -1, started_at: '2024-02-30T00:00:00Z' })),
      '',
      '{"call_id": ',
      JSON.stringify(call(3, { scoer: 1, connected: 'yes' })),
      '"text"',
    ];
    const answer = await sendLines('calls', lines.join('\n'));
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toEqual([
      {
        pointer: '/1/started_at',
        detail: 'line 2: must be an instant that exists with its offset, such as 2024-01-31T18:00:00Z',
      },
      { pointer: '/1/duration_seconds', detail: 'line 2: must be a whole number from 0 to 2147483647' },
      { pointer: '/2', detail: expect.stringMatching(/^line 4: is not JSON/) },
      { pointer: '/3/connected', detail: 'line 5: must be true or false' },
      { pointer: '/3/scoer', detail: expect.stringMatching(/^line 5: is not known here/) },
      { pointer: '/4', detail: 'line 6: must be an object' },
    ]);
    const many = await sendLines('agents', Array.from({ length: 50 }, () => '{}').join('\n'));
    expect(new Set(pointersOf(many).map((pointer) => pointer.split('/')[1])).size).toBe(20);
    expect(await published()).toEqual([]);
  });

  test.each([
    ['NUL', '{"agent_id":"a\\u0000","name":"Ann"}'],
    ['half a surrogate pair', '{"agent_id":"a","name":"\\ud800"}'],
    ['half a pair in an array', '[{"agent_id":"a","name":"\\udc00x"}]'],
    ['a control character', '{"agent_id":"a\\n","name":"Ann"}'],
    ['an unknown field by the name of __proto__', '{"agent_id":"a","name":"Ann","__proto__":{"x":1}}'],
    ['a number that is infinite', '{"agent_id":1e999,"name":"Ann"}'],
  ])('refuses %s', async (_name, text) => {
    client = await api.createWorkspace();
    const answer = text.startsWith('[')
      ? await client.send('POST', '/v1/records/agents', text)
      : await sendLines('agents', text);
    expect(answer.status).toBe(400);
    expect(await published()).toEqual([]);
  });

  test('keeps escapes that are whole characters', async () => {
    client = await api.createWorkspace();
    expect((await sendLines('agents', '{"agent_id":"a","name":"\\ud83d\\ude00"}')).status).toBe(202);
    expect(recordsOf(await published())).toEqual([{ agent_id: 'a', name: '😀' }]);
  });

  test('refuses what is not UTF-8, not JSON, not a list, not known, too many or too large', async () => {
    client = await api.createWorkspace();
    const agent = '{"agent_id":"a","name":"Ann"}';
    const answers = [
      await sendLines('agents', Buffer.from([0x7b, 0xff, 0x7d])),
      await client.send('POST', '/v1/records/agents', agent),
      await client.send('POST', '/v1/records/agents', ''),
      await client.send('POST', '/v1/records/nothing', []),
      await sendLines('agents', Array.from({ length: 10_001 }, () => agent).join('\n')),
      await sendLines('agents', Buffer.alloc(16 * 1024 * 1024 + 1, ' ')),
      await client.send('POST', '/v1/records/agents', agent, { 'content-type': 'text/csv' }),
    ];
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
      [400, 'malformed_body'],
      [400, 'malformed_body'],
      [400, 'malformed_body'],
      [404, 'not_found'],
      [413, 'payload_too_large'],
      [413, 'payload_too_large'],
      [415, 'unsupported_media_type'],
    ]);
    expect(await published()).toEqual([]);
  });

  test('a line that is mostly space still fits the bus', async () => {
    client = await api.createWorkspace();
    const padded = `{"agent_id":"a",${' '.repeat(2_000_000)}"name":"Ann"}`;
    expect((await sendLines('agents', padded)).status).toBe(202);
    expect(recordsOf(await published())).toEqual([{ agent_id: 'a', name: 'Ann' }]);
  });

  test('the same records sent again are published again, unless the request is the same', async () => {
    client = await api.createWorkspace();
    const line = '{"agent_id":"a","name":"Ann"}';
    await sendLines('agents', line);
    await sendLines('agents', line);
    expect(await published()).toHaveLength(2);
    const first = await sendLines('agents', line, { 'idempotency-key': 'part-1' });
    const again = await sendLines('agents', line, { 'idempotency-key': 'part-1' });
    expect([first.body, again.body]).toEqual([{ accepted: 1 }, { accepted: 1 }]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await published()).toHaveLength(3);
  });
});
