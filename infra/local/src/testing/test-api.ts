import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { callAdmin } from '../admin.ts';
import { root } from '../layout.ts';
import { freePort } from './free-port.ts';

/** The api as a process of its own, on test engines: for what talks to it over HTTP. */
export interface TestApi {
  url: string;
  port: number;
  /** A new workspace's key, read_write unless said. */
  createKey: (scope?: 'read_write' | 'admin') => Promise<string>;
  start: () => Promise<void>;
  /** Ends it as a crash would. */
  kill: () => void;
}

interface CreatedWorkspace {
  workspace_id: string;
  key: string;
}

const startTimeoutMs = 60_000;

/** Starts the api with a test environment and settings of its own; `kill` it at the end. */
export const startTestApi = async (
  environment: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestApi> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const answers = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, [join(root, 'apps/api/src/main.ts')], {
      env: { ...environment, ...settings, PORT: String(port), PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const deadline = Date.now() + startTimeoutMs;
    while (!(await answers())) {
      if (child.exitCode !== null) throw new Error(`The api ended with ${child.exitCode}`);
      if (Date.now() > deadline) throw new Error(`The api does not answer after ${startTimeoutMs} ms`);
      await delay(100);
    }
  };
  await start();
  return {
    url,
    port,
    start,
    kill: () => child?.kill('SIGKILL'),
    createKey: async (scope = 'read_write') => {
      const created = (await callAdmin(['workspaces', 'create', 'Test'], environment)) as CreatedWorkspace;
      if (scope === 'read_write') return created.key;
      const words = ['keys', 'create', '--workspace', created.workspace_id, '--scope', scope];
      return ((await callAdmin(words, environment)) as CreatedWorkspace).key;
    },
  };
};
