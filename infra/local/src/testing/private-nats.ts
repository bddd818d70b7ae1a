import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findNats } from '../engines/nats.ts';
import { freePort } from './free-port.ts';

export interface PrivateNats {
  /** `host:port`. */
  address: string;
  /** What it has logged. */
  log: () => string;
  stop: () => Promise<void>;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true)).once('error', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });

/** A NATS server with JetStream of a test's own, for what concerns a whole server: its users, its certificates. */
export const startPrivateNats = async (configuration: string): Promise<PrivateNats> => {
  const command = await findNats(() => undefined);
  const directory = mkdtempSync(join(tmpdir(), 'reports-nats-'));
  const port = await freePort();
  const file = join(directory, 'nats.conf');
  const own = [
    'host: 127.0.0.1',
    `port: ${port}`,
    `jetstream { store_dir: ${JSON.stringify(join(directory, 'data'))} }`,
  ];
  writeFileSync(file, [...own, configuration].join('\n'), { mode: 0o600 });
  const server = spawn(command, ['--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 30_000; !(await answers(port));) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`NATS does not start:\n${log}`);
    }
    await wait(50);
  }
  return { address: `127.0.0.1:${port}`, log: () => log, stop };
};
