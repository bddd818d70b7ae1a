import { createTestEnvironment, startTestApi } from '@reports/local-platform/testing';
import type { TestApi, TestEnvironment } from '@reports/local-platform/testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './support/run-cli.ts';

interface Schema {
  $ref?: string;
  properties?: Record<string, unknown>;
}
interface Operation {
  operationId: string;
  parameters?: { $ref?: string; name?: string; in?: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
const document = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url)), 'utf8'),
) as { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

/** What the command line leaves out, and why. */
const leftOut: Readonly<Record<string, string>> = {
  downloadFile: 'is asked for by the link of a report, which is tested where reports are made: tests/docs',
  renewLink: 'is the button of a page for people',
  'createReport wait': 'the client waits with GET, which can be repeated',
};

let platform: TestEnvironment;
let api: TestApi;
let recorder: Server | undefined;
let url: string;
let key: string;
const home = mkdtempSync(join(tmpdir(), 'cli-coverage-'));
/** Each operation that was asked for, with the names of its query and of the members of its body. */
const asked = new Map<string, Set<string>>();
const refused: string[] = [];

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    operation,
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
    // Paths that are said whole come before those with parameters.
    parameters: path.split('{').length,
  })),
);
const operationOf = (method: string, path: string) =>
  operations
    .filter((each) => each.method === method && each.pattern.test(path))
    .toSorted((a, b) => a.parameters - b.parameters)[0]?.operation;

const note = (method: string, target: string, body: Buffer, encoding: string | undefined): string => {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const id = operationOf(method, pathname)?.operationId ?? `${method} ${pathname}`;
  const names = asked.get(id) ?? new Set<string>();
  for (const name of searchParams.keys()) names.add(name);
  const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
  if (text.startsWith('{') && id !== 'sendRecords')
    for (const name of Object.keys(JSON.parse(text) as object)) names.add(name);
  asked.set(id, names);
  return id;
};

beforeAll(async () => {
  platform = await createTestEnvironment();
  api = await startTestApi(platform.environment, {
    WEBHOOK_ALLOW_PRIVATE: 'true',
    RATE_LIMIT_PER_MINUTE: '10000',
  });
  key = await api.createKey('admin');
  const { hostname, port } = new URL(api.url);
  recorder = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const body = Buffer.concat(chunks);
      const id = note(method, path, body, headers['content-encoding']);
      const onward = request({ hostname, port, method, path, headers }, (answer) => {
        if (answer.statusCode === 400 || (answer.statusCode ?? 500) >= 500)
          refused.push(`${id} ${answer.statusCode} ${path}`);
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      onward.end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(recorder, 'listening');
  url = `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`;
}, 300_000);

afterAll(async () => {
  recorder?.close();
  recorder?.closeAllConnections();
  api.kill();
  await platform.drop();
  rmSync(home, { recursive: true });
});

const cli = async (words: string, signal?: AbortSignal) => {
  const environment = { REPORTS_URL: url, REPORTS_API_KEY: key, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home };
  // Words in quotes are one.
  const args = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return runCli(['--json', ...args], environment, signal ? { signal } : {});
};
const made = async (words: string): Promise<Record<string, unknown>> => {
  const { stdout, stderr, code } = await cli(words);
  if (code !== 0) expect([words, stderr]).toEqual([words, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
};
const file = (name: string, content: string | Buffer): string => {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
};

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

test('the command line asks for every operation of the API with every field, but for what is said here with its reason', async () => {
  const page = '--limit 2 --offset 0';
  const cursor = '--limit 2 --cursor';
  const scheduled = await made(
    'create qa_performance --from 2026-11-01 --to 2026-11-14 --format pdf --timezone Asia/Kolkata --filter team=A --notify a@example.com ' +
      '--schedule weekly --day monday --time 06:00 --email qa@example.com --no-attach --skip-if-empty --deliver-if "pass_rate below 0.8"',
  );
  expect(scheduled['schedule']).toMatchObject({
    attach: false,
    skip_if_empty: true,
    deliver_if: { figure: 'pass_rate', below: 0.8 },
  });
  const id = String(scheduled['report_id']);
  const split = 'create agent_coaching --from 2026-11-01 --to 2026-11-14 --split-by team';
  expect(await made(split)).toMatchObject({ split_by: 'team' });
  const changed = await made(
    `schedules change ${id} --frequency monthly --day last --time 07:30 --timezone UTC --email b@example.com --attach --no-skip-if-empty --no-deliver-if --format xlsx --filter agent_id=a`,
  );
  expect(changed['schedule']).toMatchObject({
    day_of_month: 'last',
    format: 'xlsx',
    filters: { agent_id: 'a' },
    version: 2,
  });
  await made(`schedules change ${id} --frequency weekly --day friday`);
  for (const words of [
    'types',
    `get ${id}`,
    `schedules list ${page}`,
    `schedules show ${id}`,
    `schedules preview ${id} --count 2`,
    `schedules pause ${id}`,
    `schedules resume ${id}`,
    `schedules run ${id}`,
    `runs ${id} ${page}`,
    `deliveries ${id} ${page}`,
    `revoke-links ${id}`,
    `list --type qa_performance --status generating --format pdf --from 2026-11-01 --to 2026-11-14 --email qa@example.com --search A --scheduled ` +
      `--source ${id} --created-after 2026-01-01T00:00:00Z --created-before 2036-01-01T00:00:00Z ${page}`,
  ])
    await made(words);
  // Valid, and refused for what there is: no report is completed here, and no slot was missed.
  for (const [words, code] of [
    [`render ${id} --format csv --split-by agent`, 'report_not_completed'],
    [`rerun ${id}`, 'report_not_completed'],
    [`retry ${id}`, 'report_not_failed'],
    [`deliveries resend ${id} dlv_none`, 'delivery_not_found'],
  ] as const)
    expect([words, JSON.parse((await cli(words)).stderr)]).toMatchObject([words, { error: { code } }]);
  expect((await cli(`schedules run ${id} --for 2026-01-01T00:00:00Z`)).stderr).toContain('/scheduled_for');
  refused.splice(0);
  await made(`schedules cancel ${id}`);
  await made(`cancel ${id}`);
  expect((await cli(`get ${id} --wait`)).code).toBe(1);
  await made(`delete ${id} --runs`);

  const hook = await made(
    `webhooks create http://127.0.0.1:9/ --event report.failed --secret-file ${file('secret', secret)}`,
  );
  const webhook = String(hook['webhook_id']);
  for (const words of [
    `webhooks list ${page}`,
    `webhooks show ${webhook}`,
    `webhooks change ${webhook} --to http://127.0.0.1:9/b --event report.completed --disable`,
    `webhooks test ${webhook}`,
    `webhooks deliveries ${webhook} ${page}`,
    `webhooks rotate ${webhook} --secret-file ${file('secret', secret)}`,
    `webhooks delete ${webhook}`,
    `records import ${file('agents.ndjson', '{"agent_id": "a", "name": "Ann"}\n')} --kind agents`,
    'records list',
    'records delete agents b',
    `keys list ${page}`,
    'workspace',
    'workspace change --name "Acme Ltd" --timezone Europe/Berlin --recipient-domain example.com --target-pass-rate 0.85 --target-peer-gap 0.1',
    'workspace change --no-recipient-domain',
    `workspace labels ${file('labels.json', '{"dispositions": {"no_answer": "No answer"}, "parameters": {"a": "A"}, "checks": {"c": "C"}}')}`,
    'workspace labels',
    `workspace branding --colour #0b6e4f --paper letter --language en --date-format month_day_year --logo ${file('logo.png', Buffer.from(onePixel, 'base64'))}`,
    `audit --actor operator --action createReport --report ${id} --resource x --recipient a@example.com --after 2026-01-01T00:00:00Z --before 2036-01-01T00:00:00Z ${page}`,
    'whoami',
  ])
    await made(words);
  expect((await cli('audit --action createReport --csv')).stdout).toMatch(/^at,actor,[^]*,createReport,/);
  const extra = await made('keys create --scope read_only --expires-in-days 3');
  await made(`keys revoke ${String(extra['key_id'])}`);
  expect((await cli('records show agents b')).stderr).toContain('record_not_found');
  // Nobody erases here: whoever waits for it stops once it was asked how far it is.
  const stopping = new AbortController();
  const erasing = cli('records erase --contact con_1', stopping.signal);
  await expect.poll(() => asked.has('getErasure'), { timeout: 20_000 }).toBe(true);
  stopping.abort();
  await erasing;
  const other = new AbortController();
  const erasingAgent = cli('records erase --agent a', other.signal);
  await expect.poll(() => asked.get('eraseRecords')?.has('agent_id'), { timeout: 20_000 }).toBe(true);
  other.abort();
  await erasingAgent;
  expect(refused).toEqual([]);
  // A cursor is only a page's own; that it is sent is what matters here.
  for (const words of [
    'list',
    `runs ${id}`,
    `deliveries ${id}`,
    'schedules list',
    'webhooks list',
    `webhooks deliveries ${webhook}`,
    'keys list',
    'audit',
  ])
    await cli(`${words} ${cursor} none`);

  expect([...asked.keys()].filter((name) => name.includes(' '))).toEqual([]);
  const lacking = operations.flatMap(({ operation: { operationId, parameters = [], requestBody } }) => {
    const seen = asked.get(operationId);
    if (!seen) return [operationId];
    return [...queryOf(parameters), ...bodyOf(requestBody)]
      .filter((name) => !seen.has(name))
      .map((name) => `${operationId} ${name}`);
  });
  expect(lacking.toSorted()).toEqual(Object.keys(leftOut).toSorted());
}, 300_000);

const queryOf = (parameters: NonNullable<Operation['parameters']>): string[] =>
  parameters.flatMap(({ name, in: place }) => (place === 'query' && name !== undefined ? [name] : []));

const bodyOf = (body: Operation['requestBody']): string[] => {
  const schema = body?.content['application/json']?.schema ?? {};
  const named = document.components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
  return Object.keys(named.properties ?? {});
};
