import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestEnvironment, startTestApi } from '@reports/local-platform/testing';
import type { TestApi, TestEnvironment } from '@reports/local-platform/testing';
import { connectMessaging, type Messaging } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli, spawnCli } from './support/run-cli.ts';

let platform: TestEnvironment;
let messaging: Messaging;
let directory: string;
let api: TestApi;

beforeAll(async () => {
  platform = await createTestEnvironment();
  directory = mkdtempSync(join(tmpdir(), 'import-'));
  api = await startTestApi(platform.environment);
  const log = createLogger({ service: 'test', level: 'silent' });
  messaging = connectMessaging({ url: platform.environment['NATS_URL'] ?? '', name: 'test', log });
}, 120_000);

afterAll(async () => {
  api.kill();
  await messaging.close();
  await platform.drop();
  rmSync(directory, { recursive: true });
});

/** Ids of a workspace's agents on the bus, in the order in which the API stored them. */
const agentsOnTheBus = async (prefix: string): Promise<string[]> => {
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
  return ids.filter((id) => id.startsWith(prefix));
};

const argumentsOf = (file: string): string[] => ['--json', 'records', 'import', file, '--kind', 'agents'];
const settingsOf = (key: string): Record<string, string> => ({
  REPORTS_URL: api.url,
  REPORTS_API_KEY: key,
  XDG_STATE_HOME: join(directory, 'state'),
  XDG_CONFIG_HOME: join(directory, 'config'),
});
const start = (file: string, key: string) => spawnCli(argumentsOf(file), settingsOf(key));
const finish = (file: string, key: string) => runCli(argumentsOf(file), settingsOf(key));

const agents = 12_000;

test('a file is sent whole, in order, without its bad lines, past an API that goes away and an import that breaks off', async () => {
  const file = join(directory, 'agents.ndjson');
  const lines = Array.from({ length: agents }, (_, number) => {
    if (number === 10) return '{"agent_id": 10}';
    // Half of a surrogate pair: JSON can spell it, and no database can hold it.
    if (number === 7_000) return '{"agent_id":"half","name":"\\ud800"}';
    return JSON.stringify({ agent_id: `a${number}`, name: `Agent ${number}` });
  });
  writeFileSync(file, lines.join('\n'));
  const key = await api.createKey();

  // Breaks off after the first request.
  const stopping = new AbortController();
  // Stopped with the first sign of progress, before another request goes out.
  const onStderr = () => stopping.abort();
  const broken = await runCli(argumentsOf(file), settingsOf(key), { signal: stopping.signal, onStderr });
  expect(broken.code).toBe(130);

  // Goes on, while the API is down at first.
  api.kill();
  const finishing = start(file, key);
  await vi.waitUntil(() => finishing.stderr().includes('Waiting: '), { timeout: 30_000 });
  await api.start();
  const { code, stdout, stderr } = await finishing.ended;
  expect(stderr).toContain('Going on at line 5,001.');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    lines: { header: 0, empty: 0, accepted: agents - 2, rejected: 2 },
    records: agents - 2,
    rejects_file: join(directory, 'agents.rejects.ndjson'),
    faults: expect.arrayContaining([
      { fault: expect.stringContaining('/name is required'), lines: 1, firstLines: [11] },
      { fault: expect.stringContaining('/name must be text without'), lines: 1, firstLines: [7_001] },
    ]),
  });
  expect(readFileSync(join(directory, 'agents.rejects.ndjson'), 'utf8')).toBe(
    `${lines[10]}\n${lines[7_000]}\n`,
  );
  const expected = lines.flatMap((_, number) => (number === 10 || number === 7_000 ? [] : [`a${number}`]));
  expect(await agentsOnTheBus('a')).toEqual(expected);
}, 180_000);

test('rejected lines are written as they came, and imported once they are fixed', async () => {
  const file = join(directory, 'team.csv');
  const key = await api.createKey();
  writeFileSync(file, 'Agent ID;Name;Shoe size\r\nb1;Ann;38\r\nb2;"Bob;42\r\nb3;;40\r\nb4;Dan;43\r\n');
  const first = await finish(file, key);
  expect(first.code).toBe(1);
  expect(JSON.parse(first.stdout)).toMatchObject({
    lines: { header: 1, accepted: 2, rejected: 2 },
    records: 2,
  });
  const rejects = join(directory, 'team.rejects.csv');
  expect(readFileSync(rejects, 'utf8')).toBe('Agent ID;Name;Shoe size\r\nb2;"Bob;42\r\nb3;;40\r\n');

  writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('"Bob', 'Bob').replace('b3;', 'b3;Cid'));
  expect((await finish(rejects, key)).code).toBe(0);
  expect(await agentsOnTheBus('b')).toEqual(['b1', 'b4', 'b2', 'b3']);
}, 60_000);

test('a dry run says what would happen, and nothing is sent', async () => {
  const file = join(directory, 'dry.csv');
  writeFileSync(file, 'Nr,name\nd1,Ann\nd2,\n');
  const { code, stdout, stderr } = await runCli(
    ['records', 'import', file, '--kind', 'agents', '--map', 'Nr=agent_id', '--dry-run'],
    { XDG_CONFIG_HOME: join(directory, 'config') },
  );
  expect(code).toBe(1);
  expect(stderr).toContain('Fields: agent_id, name');
  expect(stdout).toContain('3 lines = 1 good (1 agents) + 1 rejected + 1 header + 0 empty');
  expect(stdout).toContain('Nothing was sent.');
  expect(stdout).toMatch(/\/name is required.*\n +1 line: 3/);
  expect(await agentsOnTheBus('d')).toEqual([]);
});
