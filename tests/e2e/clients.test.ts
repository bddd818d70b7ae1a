import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients, directoryOf } from '../clients/clients.ts';
import { createSeedWorkspace } from '../clients/seed-workspace.ts';
import { readBlocks } from '../docs/read-blocks.ts';
import type { Client } from '../support/client.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { pythonPrograms } from '../support/python-programs.ts';
import { run } from '../support/run.ts';

let platform: TestPlatform;
let environment: Record<string, string>;
let client: Client;

beforeAll(async () => {
  platform = await startTestPlatform();
  client = await createSeedWorkspace(platform);
  environment = { REPORTS_URL: platform.environment['REPORTS_URL'] ?? '', REPORTS_API_KEY: client.key };
}, 120_000);
afterAll(() => platform.stop());

// Go and Java take minutes: `npm run test:clients` has them too.
test.for(['openapi-fetch', 'hey-api'] as const)(
  'a client that %s makes of our document compiles and walks through the documentation',
  async (name) => {
    await clients[name].prepare();
    await expect(clients[name].walk(environment)).resolves.toBeUndefined();
  },
);

const hasPython =
  spawnSync('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))']).status === 0;

test.skipIf(!hasPython)(
  'a client that openapi-python-client makes of our document passes mypy --strict and walks through the documentation',
  { timeout: 300_000 },
  async () => {
    await clients.python.prepare();
    await expect(clients.python.walk(environment)).resolves.toBeUndefined();
  },
);

/** A program of the guide to the message bus, as printed, run to its end. */
const runProducer = async (file: string, command: string): Promise<string> => {
  const block = readBlocks('docs/guides/message-bus.md').find((each) => each.file === file);
  const directory = directoryOf('message-bus');
  writeFileSync(join(directory, file), block?.content ?? '');
  return run(command, [file], {
    cwd: directory,
    environment: { NATS_URL: platform.environment['NATS_URL'] ?? '', WORKSPACE_ID: client.workspaceId },
  });
};

const storedAgent = async (id: string) =>
  (
    await client.reports.api.GET('/v1/records/{kind}/{recordId}', {
      params: { path: { kind: 'agents', recordId: id } },
    })
  ).data?.record;

test("the guide's producer in TypeScript sends a record over the bus, and is told once it is stored", async () => {
  expect(await runProducer('send-records.ts', process.execPath)).toBe('stored: 1\n');
  expect(await storedAgent('b-001')).toEqual({ agent_id: 'b-001', name: 'Ines Blau', team: 'East' });
});

test.skipIf(!hasPython)(
  "the guide's producer in Python sends a record over the bus, and is told once it is stored",
  { timeout: 300_000 },
  async () => {
    const programs = await pythonPrograms('message-bus', ['nats-py==2.16.0']);
    expect(await runProducer('send_records.py', join(programs, 'python'))).toBe('stored: 1\n');
    expect(await storedAgent('b-002')).toEqual({ agent_id: 'b-002', name: 'Jan Grau', team: 'East' });
  },
);
