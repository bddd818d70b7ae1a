import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEvent } from '@reports/contracts';
import { connectMessaging, consumeEvents, createDeadLetters, publishEvent } from '@reports/messaging';
import { createLogger, ServiceError } from '@reports/service';
import { createTestEnvironment, type TestEnvironment } from '@reports/local-platform/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Services, startServices } from '../support/services.ts';
import { root } from './read-blocks.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
const fenced = [...runbook.matchAll(/^```\w*\n([^]*?)^```$/gm)].map(([, content = '']) => content);
const prose = runbook.replaceAll(/^```\w*\n[^]*?^```$/gm, '');

/** What `npm run` starts, as the page's first table has it: `npm run admin --` is `node apps/api/src/admin/main.ts`. */
const programs = [...prose.matchAll(/^\| `(npm run [^`]+)` \| `(node [^`]+)`/gm)].map(
  ([, short = '', program = '']) => [short, program] as const,
);

/** Every command: in backticks, in fenced blocks and indented. Without what explains it. */
const commands = [
  ...new Set(
    [
      ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span),
      ...[...prose.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = '']) => line),
      ...fenced.flatMap((content) => content.split('\n')),
    ]
      .map((text) => text.replace(/ +#.*$/, ''))
      .filter((text) =>
        /^(?:[A-Z_]+=\S+ )*(?:npm|npx|node|nats|openssl|temporal|kubectl|psql|curl) ./.test(text),
      )
      // With nothing after it, it is said of others.
      .filter(
        (text) =>
          !programs.some(([short, program]) => short.endsWith('--') && [short, program].includes(text)),
      ),
  ),
];

/** Commands that are not run here, and what runs them. */
const runElsewhere: Readonly<Record<string, string>> = {
  'NATS_REPLICAS=3 node libs/messaging/src/prepare-main.ts':
    'wants three servers: libs/messaging/test/cluster.test.ts has them',
  'TEMPORAL_PAYLOAD_KEYS=... TEMPORAL_UI_ORIGIN=https://temporal.example.com PORT=8085 node libs/temporal/src/codec-server-main.ts':
    'a server, which does not end: apps/scheduler/test/encrypted-histories.test.ts asks it',
  'temporal --codec-endpoint': "an option of Temporal's own command line for that server",
};

let engines: TestEnvironment;
let services: Services;
let workspaceId: string;
/** Dead letters, one for each command that takes one. */
let letters: string[] = [];

const run = async (command: string): Promise<{ code: number; output: string }> => {
  try {
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
      cwd: root,
      env: { ...process.env, ...engines.environment },
      timeout: 100_000,
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: code ?? -1, output: stdout + stderr };
  }
};

/** Three messages that a consumer refuses. */
const buryLetters = async (): Promise<void> => {
  const messaging = connectMessaging({
    url: engines.environment['NATS_URL'] ?? '',
    name: 'runbook',
    log: createLogger({ service: 'runbook', level: 'silent' }),
  });
  try {
    for (const name of ['show', 'replay', 'discard']) {
      const data = { kind: 'agents' as const, records: [{ agent_id: name, name }] };
      await publishEvent(messaging, createEvent('records.received', { source: '/test', workspaceId, data }));
    }
    const consumption = consumeEvents(messaging, 'aggregator-records', async () => {
      throw new ServiceError({ code: 'refused', message: 'No.', fate: 'client' });
    });
    await vi.waitUntil(
      async () => {
        letters = (await createDeadLetters(messaging).list({ limit: 10 })).map(({ id }) => String(id));
        return letters.length === 3;
      },
      { timeout: 60_000, interval: 200 },
    );
    await consumption.stop();
  } finally {
    await messaging.close();
  }
};

beforeAll(async () => {
  engines = await createTestEnvironment();
  const made = await run('node apps/api/src/admin/main.ts workspaces create Acme');
  ({ workspace_id: workspaceId } = JSON.parse(made.output) as { workspace_id: string });
  await run('node libs/messaging/src/prepare-main.ts');
  await buryLetters();
  services = await startServices(engines.environment);
  // Temporal lists who asks a task queue a moment after they have begun to.
  await vi.waitFor(
    async () => {
      const { code, output } = await run('node apps/doctor/src/main.ts');
      expect(code, output).toBe(0);
    },
    { timeout: 60_000, interval: 500 },
  );
});
afterAll(async () => {
  await services?.stop();
  await engines?.drop();
});

test('the runbook has commands, and those that run elsewhere are in it', () => {
  expect(programs).toHaveLength(3);
  expect(commands.length).toBeGreaterThan(15);
  for (const command of Object.keys(runElsewhere)) expect(commands).toContain(command);
});

/** As an operator would type it. */
const filledIn = (command: string): string => {
  const [short, program] = programs.find(([start]) => command.startsWith(start)) ?? ['', ''];
  return `${program}${command.slice(short.length)}`
    .replace('[--limit N] [--after ID]', '--limit 10')
    .replace('--emails-per-day N', '--emails-per-day 500')
    .replace(/(workspaces limit|--workspace) ID/, `$1 ${workspaceId}`)
    .replace('WORKSPACE_ID', workspaceId)
    .replace(/(dead-letters \w+) ID/, (_, words: string) => `${words} ${letters.pop() ?? 'none'}`)
    .replace('BUCKET', 'reports');
};

test.each(commands.filter((command) => !(command in runElsewhere)))(
  '`%s` does what it should',
  async (command) => {
    const typed = filledIn(command);
    const { code, output } = await run(typed);
    expect(code, `${typed}\n${output}`).toBe(0);
    expect(output).not.toMatch(/Usage:|is not a command|unknown/i);
  },
);
