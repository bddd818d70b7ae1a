import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { startPlatform, type Platform } from '@reports/local-platform/platform';
import { createClient, type Client } from './client.ts';

const run = promisify(execFile);
const adminCommand = fileURLToPath(new URL('../../apps/api/src/admin/main.ts', import.meta.url));

/** Engines that the environment names would be used instead of our own, and we mean to break ours. */
const engineVariables = ['NATS_URL', 'TEMPORAL_ADDRESS', 'S3_ENDPOINT', 'SMTP_URL', 'MAIL_URL'];
const databaseVariables = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_SYSTEM_URL'];

export interface TestPlatform extends Platform {
  /** A new workspace, and a client with its read_write key. */
  createWorkspace: (name: string) => Promise<Client>;
  /** The admin command; gives what it printed, parsed. */
  admin: (...words: string[]) => Promise<unknown>;
}

/** A whole platform, engines and five services, with ports and data of its own. */
export const startTestPlatform = async (settings: Record<string, string> = {}): Promise<TestPlatform> => {
  for (const name of [...engineVariables, ...databaseVariables]) delete process.env[name];
  const directory = mkdtempSync(join(tmpdir(), 'reports-e2e-'));
  const platform = await startPlatform({ directory, ports: 'random', settings, say: () => undefined });

  const admin = async (...words: string[]): Promise<unknown> => {
    const { stdout } = await run(process.execPath, [adminCommand, ...words], {
      env: { ...process.env, ...platform.environment },
    });
    return JSON.parse(stdout);
  };

  return {
    ...platform,
    admin,
    createWorkspace: async (name) => {
      const { key, workspace_id } = (await admin('workspaces', 'create', name)) as Record<string, string>;
      return createClient(platform.environment['REPORTS_URL'] ?? '', key ?? '', workspace_id ?? '');
    },
    stop: async () => {
      await platform.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
