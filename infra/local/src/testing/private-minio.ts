import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findMinio } from '../engines/minio.ts';
import { freePort } from './free-port.ts';

export interface PrivateMinio {
  endpoint: string;
  /** Of its root user. */
  accessKey: string;
  secretKey: string;
  /** Where it keeps its data. */
  directory: string;
  stop: () => Promise<void>;
}

/** A MinIO of a test's own, for what concerns a whole server: its users, and its keys, with which it can encrypt. */
export const startPrivateMinio = async (): Promise<PrivateMinio> => {
  const command = await findMinio(() => undefined);
  const directory = mkdtempSync(join(tmpdir(), 'reports-minio-'));
  const address = `127.0.0.1:${await freePort()}`;
  const secretKey = randomBytes(20).toString('hex');
  const server = spawn(command, ['server', directory, '--address', address], {
    env: {
      ...process.env,
      MINIO_ROOT_USER: 'root-of-test',
      MINIO_ROOT_PASSWORD: secretKey,
      MINIO_KMS_SECRET_KEY: `test-key:${randomBytes(32).toString('base64')}`,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const endpoint = `http://${address}`;
  for (const deadline = Date.now() + 60_000; ;) {
    const answer = await fetch(`${endpoint}/minio/health/cluster`).catch(() => undefined);
    if (answer?.ok) break;
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('MinIO does not start: its last words are above.');
    }
    await wait(50);
  }
  return { endpoint, accessKey: 'root-of-test', secretKey, directory, stop };
};
