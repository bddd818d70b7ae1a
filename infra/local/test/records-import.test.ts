import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMessaging, type Messaging } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callAdmin } from '../src/admin.ts';
import { root } from '../src/layout.ts';
import { createImportState } from '../src/records-import/import-state.ts';
import { importRecords } from '../src/records-import/import-records.ts';
import type { ProgressBar } from '../src/records-import/progress-bar.ts';
import { createTestEnvironment, type TestEnvironment } from '../src/testing.ts';

let platform: TestEnvironment;
let messaging: Messaging;
let directory: string;
let target: { url: string; key: string };
let port: number;
let api: ChildProcess | undefined;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const startApi = async () => {
  api = spawn(process.execPath, [join(root, 'apps/api/src/main.ts')], {
    env: { ...platform.environment, PORT: String(port), PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const answers = () =>
    fetch(`${target.url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await vi.waitUntil(answers, { timeout: 60_000, interval: 200 });
};

beforeAll(async () => {
  platform = await createTestEnvironment();
  directory = mkdtempSync(join(tmpdir(), 'import-'));
  port = await freePort();
  const { key } = (await callAdmin(['workspaces', 'create', 'Import'], platform.environment)) as {
    key: string;
  };
  target = { url: `http://127.0.0.1:${port}`, key };
  const log = createLogger({ service: 'test', level: 'silent' });
  messaging = connectMessaging({ url: platform.environment['NATS_URL'] ?? '', name: 'test', log });
  await startApi();
}, 120_000);

afterAll(async () => {
  api?.kill('SIGKILL');
  await messaging.close();
  await platform.drop();
  rmSync(directory, { recursive: true });
});

/** Ids of the agents on the bus, in the order in which the API stored them. */
const agentsOnTheBus = async (): Promise<string[]> => {
  const { manager } = await messaging.jetstream();
  const { state } = await manager.streams.info('RECORDS');
  const ids: string[] = [];
  for (let seq = 1; seq <= state.messages; seq += 1) {
    const message = await manager.streams.getMessage('RECORDS', { seq });
    const event = JSON.parse(new TextDecoder().decode(message?.data)) as {
      data: { records: { agent_id: string }[] };
    };
    ids.push(...event.data.records.map(({ agent_id }) => agent_id));
  }
  return ids;
};

const agents = 12_000;

test('a file is sent whole, in order, without its bad lines, past an API that goes away and an import that breaks off', async () => {
  const file = join(directory, 'agents.ndjson');
  const lines = Array.from({ length: agents }, (_, number) => {
    if (number === 10) return '{"agent_id": 10}';
    // Half of a surrogate pair: the schema allows it, the API does not.
    if (number === 7_000) return '{"agent_id":"half","name":"\\ud800"}';
    return JSON.stringify({ agent_id: `a${number}`, name: `Agent ${number}` });
  });
  writeFileSync(file, lines.join('\n'));

  const said: string[] = [];
  let whenUpdated: () => void = () => undefined;
  const bar: ProgressBar = {
    say: (line) => said.push(line),
    update: () => whenUpdated(),
    end: () => undefined,
  };
  const run = (signal: AbortSignal) =>
    importRecords({
      file,
      kind: 'agents',
      format: 'ndjson',
      target,
      state: createImportState(join(directory, 'state'), {
        file,
        kind: 'agents',
        url: target.url,
        workspaceId: 'w',
      }),
      bar,
      signal,
    });

  // Breaks off after the first request.
  const stopping = new AbortController();
  whenUpdated = () => stopping.abort(new Error('stopped'));
  await expect(run(stopping.signal)).rejects.toThrow('stopped');

  // Goes on, while the API is down at first.
  api?.kill('SIGKILL');
  whenUpdated = () => undefined;
  const finishing = run(new AbortController().signal);
  await vi.waitUntil(() => said.some((line) => line.startsWith('Waiting: ')), { timeout: 30_000 });
  await startApi();
  expect(await finishing).toMatchObject({ accepted: agents - 2, badLines: 2 });

  expect(said).toContainEqual(expect.stringMatching(/^line 11: ./));
  expect(said).toContain('Going on at line 5,001.');
  expect(said).toContainEqual(expect.stringMatching(/^line 7001: /));
  const expected = lines.flatMap((_, number) => (number === 10 || number === 7_000 ? [] : [`a${number}`]));
  expect(await agentsOnTheBus()).toEqual(expected);
}, 180_000);
