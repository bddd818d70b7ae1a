import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findOrBuild } from '../install/go-program.ts';
import type { Say } from '../terminal.ts';
import { freePort } from './free-port.ts';
import { createSelfSignedCertificate } from './self-signed-certificate.ts';

export interface OtherStorage {
  /** The settings of a service that uses it. */
  environment: Readonly<Record<string, string>>;
  stop: () => Promise<void>;
}

const accepts = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/**
 * An S3 server of another make than the platform's own: Versity Gateway over a directory. It is built once, as the engines are.
 * With a `host` it speaks TLS, under a certificate of its own, and knows its buckets by the host before that name.
 */
export const startVersityGateway = async (
  say: Say,
  { host }: { host?: string } = {},
): Promise<OtherStorage> => {
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
  const port = await freePort();
  const [certificateFile, keyFile] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  if (host !== undefined) {
    const { certificate, key } = createSelfSignedCertificate(host);
    writeFileSync(certificateFile, certificate);
    writeFileSync(keyFile, key, { mode: 0o600 });
  }
  const secured =
    host === undefined
      ? []
      : ['--cert', certificateFile, '--key', keyFile, '--virtual-domain', `${host}:${port}`];
  const secret = randomBytes(24).toString('hex');
  const gateway = spawn(
    command,
    [
      '--port',
      `127.0.0.1:${port}`,
      ...secured,
      '--access',
      'reports',
      '--secret',
      secret,
      'posix',
      '--sidecar',
      attributes,
      data,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(gateway, 'exit');
  const stop = async (): Promise<void> => {
    gateway.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 30_000; ;) {
    if (await accepts(port)) break;
    if (gateway.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('Versity Gateway does not start: its last words are above.');
    }
    await wait(50);
  }
  return {
    environment: {
      S3_ENDPOINT: host === undefined ? `http://127.0.0.1:${port}` : `https://${host}:${port}`,
      S3_ACCESS_KEY: 'reports',
      S3_SECRET_KEY: secret,
      S3_BUCKET: 'reports',
      ...(host !== undefined && { S3_ADDRESSING: 'virtual-host', S3_CA_FILE: certificateFile }),
    },
    stop,
  };
};
