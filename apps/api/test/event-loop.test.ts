import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import type { EventLoopHold } from './support/event-loop-probe.ts';
import { say } from './support/say.ts';
import { type ApiProcess, startApiProcess } from './support/start-process.ts';

/** What one request may hold the event loop for. */
const maxBlockedMs = 100;
const bodyBytes = 15_800_000;
const ndjson = { 'content-type': 'application/x-ndjson' };

let api: ApiProcess;
let client: Client;

beforeAll(async () => {
  api = await startApiProcess({ RATE_LIMIT_PER_MINUTE: '100000' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const describeHold = ({ cpuMs, delayMs }: EventLoopHold): string =>
  `${Math.round(cpuMs)} ms of work at a stretch at most, ${Math.round(delayMs)} ms of delay`;

const fill = (
  part: (index: number) => string,
  [open, close]: [string, string] = ['', ''],
  separator = ',',
): string => {
  const parts: string[] = [];
  for (let bytes = 0, index = 0; bytes < bodyBytes; index += 1) {
    const text = part(index);
    parts.push(text);
    bytes += text.length + separator.length;
  }
  return open + parts.join(separator) + close;
};
const unknownKeys = () => fill((index) => `"k${index}":1`, ['{', '}']);
const evaluation = (index: number) =>
  JSON.stringify({
    call_id: `call_${index}`,
    campaign_id: 'cmp_1',
    agent_id: 'agt_1',
    evaluated_at: '2024-01-31T18:00:00Z',
    score: 85.2,
    passed: true,
    parameters: Array.from({ length: 14 }, (_, number) => ({
      parameter: `Parameter number ${number} that is asked`,
      score: 9.4,
      max_score: 10,
      passed: true,
    })),
  });

/** Each holds as much as a request may, in the shape that costs the most. */
const bodies: [name: string, make: () => string, status: number][] = [
  ['one object of 1.3 million unknown keys', unknownKeys, 400],
  [
    '10,000 real records',
    () => Array.from({ length: 10_000 }, (_, index) => evaluation(index)).join('\n'),
    202,
  ],
  [
    '10,000 objects of unknown keys',
    () => fill(() => `{${Array.from({ length: 200 }, (_, key) => `"k${key}":1`).join(',')}}`, ['', ''], '\n'),
    400,
  ],
  ['one text', () => `{"agent_id":"a","name":"${'x'.repeat(bodyBytes)}"}`, 400],
  ['one text of escapes', () => `{"agent_id":"a","name":"${'\\u0041'.repeat(bodyBytes / 6)}"}`, 400],
  ['nothing but brackets', () => '['.repeat(bodyBytes), 400],
  ['nothing but newlines', () => '\n'.repeat(bodyBytes), 202],
  ['nothing but commas', () => ','.repeat(bodyBytes), 400],
  ['a million lines', () => '{}\n'.repeat(1_000_000), 413],
  [
    'records of 250 KB',
    () =>
      fill(() => `{"agent_id":"a","x":[${'1,'.repeat(900)}1],"y":"${'e'.repeat(240_000)}"}`, ['', ''], '\n'),
    400,
  ],
];

test.each(bodies)('%s holds nobody up, as lines and as an array', async (name, make, status) => {
  const text = make();
  await api.eventLoopHold();
  const answers = [
    await client.send('POST', '/v1/records/evaluations', text, ndjson),
    await client.send('POST', '/v1/records/evaluations', `[${text.trimEnd().replaceAll('\n', ',')}]`),
  ];
  const hold = await api.eventLoopHold();
  say(`${name}: ${describeHold(hold)}, ${answers.map((answer) => answer.status).join(' and ')}`);
  expect(answers[0]?.status).toBe(status);
  expect(answers[1]?.status).toBeLessThan(500);
  expect(hold.cpuMs).toBeLessThan(maxBlockedMs);
});

const texts: [string, string][] = [
  ['a', 'a'.repeat(250_000)],
  ['@', 'a@'.repeat(125_000)],
  ['.', 'a.'.repeat(125_000)],
  ['-', 'a@a-'.repeat(60_000)],
  ['dates', '2024-01-01T'.repeat(20_000)],
  ['zones', 'Etc/'.repeat(60_000)],
  ['NUL', '\\u0000'.repeat(40_000)],
  ['slashes', 'https://'.repeat(30_000)],
  ['spaces', ' '.repeat(250_000)],
];

test.each(texts)('a field of 250 KB of %s holds nobody up, wherever it stands', async (name, text) => {
  await api.eventLoopHold();
  const field = (path: string, body: string) =>
    client.send(
      'POST',
      path,
      body.replace('$', () => text),
    );
  const january = '"type":"qa_performance","from":"2024-01-01","to":"2024-01-31"';
  const answers = [
    await field('/v1/reports', '{"type":"$","from":"2024-01-01","to":"2024-01-31"}'),
    await field('/v1/reports', '{"type":"qa_performance","from":"$","to":"2024-01-31"}'),
    await field('/v1/reports', `{${january},"timezone":"$"}`),
    await field('/v1/reports', `{${january},"notify":{"email":"$"}}`),
    await field('/v1/reports', `{${january},"filters":{"agent_id":"$"}}`),
    await field('/v1/reports', `{${january},"$":1}`),
    await field('/v1/webhooks', '{"url":"$","events":["report.failed"]}'),
    await field('/v1/webhooks', '{"url":"https://example.com/","events":["$"]}'),
  ];
  const hold = await api.eventLoopHold();
  say(`250 KB of ${name}: ${describeHold(hold)}`);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
  expect(hold.cpuMs).toBeLessThan(maxBlockedMs);
});
