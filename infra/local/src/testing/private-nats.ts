import { type ChildProcess, spawn } from 'node:child_process';
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
  /** Ends it at once; {@link PrivateNats.restart} brings it back with what it had stored. */
  kill: () => Promise<void>;
  restart: () => Promise<void>;
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
  let log = '';
  const start = async (): Promise<ChildProcess> => {
    const server = spawn(command, ['--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    server.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    for (const deadline = Date.now() + 30_000; !(await answers(port));) {
      if (hasEnded(server) || Date.now() > deadline) {
        await end(server, 'SIGKILL');
        rmSync(directory, { recursive: true, force: true });
        throw new Error(`NATS does not start:\n${log}`);
      }
      await wait(50);
    }
    return server;
  };
  let server = await start();
  return {
    address: `127.0.0.1:${port}`,
    log: () => log,
    kill: () => end(server, 'SIGKILL'),
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await end(server, 'SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** Three servers whose JetStream is one, each knowing the others: any of them may be killed. */
export const startNatsCluster = async (): Promise<PrivateNats[]> => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const routes = ports.map((port) => `nats-route://127.0.0.1:${port}`).join(', ');
  return Promise.all(
    ports.map((port, number) =>
      startPrivateNats(
        `server_name: n${number}\ncluster { name: reports, listen: "127.0.0.1:${port}", routes: [${routes}] }`,
      ),
    ),
  );
};

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

const end = async (server: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (hasEnded(server)) return;
  const ended = once(server, 'exit');
  server.kill(signal);
  await ended;
};
