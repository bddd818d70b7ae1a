import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findOrBuild } from '../install/go-program.ts';
import type { Say } from '../terminal.ts';

export interface OtherStorage {
  /** The settings of a service that uses it. */
  environment: Record<'S3_ENDPOINT' | 'S3_ACCESS_KEY' | 'S3_SECRET_KEY' | 'S3_BUCKET', string>;
  stop: () => Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** An S3 server of another make than the platform's own: Versity Gateway over a directory. It is built once, as the engines are. */
export const startVersityGateway = async (say: Say): Promise<OtherStorage> => {
  const command = await findOrBuild(
    {
      name: 'versitygw',
      package: 'github.com/versity/versitygw/cmd/versitygw',
      version: 'v1.8.0',
      binaryVariable: 'VERSITYGW_PATH',
      serverVariable: 'S3_ENDPOINT',
      minutes: 5,
    },
    say,
  );
  const directory = mkdtempSync(join(tmpdir(), 'reports-versitygw-'));
  const [data, attributes] = [join(directory, 'data'), join(directory, 'attributes')];
  for (const path of [data, attributes]) mkdirSync(path);
  const address = `127.0.0.1:${await freePort()}`;
  const secret = randomBytes(24).toString('hex');
  const gateway = spawn(
    command,
    ['--port', address, '--access', 'reports', '--secret', secret, 'posix', '--sidecar', attributes, data],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(gateway, 'exit');
  const stop = async (): Promise<void> => {
    gateway.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const endpoint = `http://${address}`;
  for (const deadline = Date.now() + 30_000; ;) {
    if (await fetch(endpoint).catch(() => undefined)) break;
    if (gateway.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('Versity Gateway does not start: its last words are above.');
    }
    await wait(50);
  }
  return {
    environment: {
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY: 'reports',
      S3_SECRET_KEY: secret,
      S3_BUCKET: 'reports',
    },
    stop,
  };
};
