import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectDatabase } from '@reports/database';
import { createTestEnvironment, type TestEnvironment } from '@reports/local-platform/testing';
import { vi } from 'vitest';
import { runCommand } from '../../src/admin/run-command.ts';
import { type Client, createClient } from './client.ts';
import type { EventLoopHold } from './event-loop-probe.ts';

export const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const probe = new URL('./event-loop-probe.ts', import.meta.url).href;

/** The api as a process of its own, on real engines. */
export interface ApiProcess {
  child: ChildProcess;
  url: string;
  /** Of /readyz and /metrics. */
  internalUrl: string;
  /** Of its database, as the role that owns the tables. */
  ownerUrl: string;
  /** What it has logged. */
  log: () => string;
  /** A new workspace with a key. */
  createWorkspace: (rateLimitPerMinute?: number) => Promise<Client>;
  /** One of the process's metrics: the value of the sample whose name and labels begin like this. */
  metric: (sample: string) => Promise<number>;
  /** For how long its event loop was held at most since the last question. */
  eventLoopHold: () => Promise<EventLoopHold>;
  stop: () => Promise<void>;
}

export const startApiProcess = async (settings: Record<string, string> = {}): Promise<ApiProcess> => {
  const engines: TestEnvironment = await createTestEnvironment();
  const child = spawn(process.execPath, ['--import', probe, program], {
    env: { ...process.env, ...engines.ofService('api'), LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let log = '';
  child.stdout?.on('data', (data: Buffer) => {
    log += data.toString();
  });
  const [, port, internalPort] = await vi.waitUntil(
    () => /"port":(\d+)\},"internalPort":(\d+),"msg":"the api listens"/.exec(log),
    { timeout: 60_000 },
  );
  const [url, internalUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${internalPort}`];
  // It answers 503 until it has seen its schema.
  await vi.waitUntil(async () => (await fetch(`${internalUrl}/readyz`)).ok, { timeout: 60_000 });
  const createWorkspace = async (rateLimitPerMinute?: number) => {
    const owner = connectDatabase({
      url: engines.environment['DATABASE_OWNER_URL'] ?? '',
      applicationName: 'test-owner',
    });
    const created = (await runCommand(owner, {
      name: 'create workspace',
      workspaceName: 'Acme Ltd',
      rateLimitPerMinute,
    })) as { workspace_id: string; key: string };
    await owner.close();
    return createClient({ url, key: created.key, workspaceId: created.workspace_id });
  };
  return {
    child,
    url,
    internalUrl,
    ownerUrl: engines.environment['DATABASE_OWNER_URL'] ?? '',
    log: () => log,
    createWorkspace,
    metric: async (sample) => {
      const text = await (await fetch(`${internalUrl}/metrics`)).text();
      const line = text.split('\n').find((candidate) => candidate.startsWith(sample));
      return Number(line?.slice(line.lastIndexOf(' ')));
    },
    eventLoopHold: async () => {
      const answered = once(child, 'message');
      child.send('hold');
      const [hold] = (await answered) as [EventLoopHold];
      return hold;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await engines.drop();
    },
  };
};
