import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOrBuild } from '../install/go-program.ts';
import { httpProbe, setting, type CreateEngine } from './engine.ts';

/** Accounts that tests may claim, each with streams of its own on the one server. */
export const testAccounts = 2000;

export const testAccountUrl = (url: string, account: number): string =>
  url.replace('nats://', `nats://test-${account}:test@`);

const accounts = (): string => {
  const account = (name: string, user: string, password: string): string =>
    `  ${name} { jetstream: enabled, users: [{ user: ${user}, password: ${password} }] }`;
  const lines = Array.from({ length: testAccounts }, (_, n) => account(`TEST_${n}`, `test-${n}`, 'test'));
  return ['accounts {', account('MAIN', 'main', 'main'), ...lines, '}', 'no_auth_user: main', ''].join('\n');
};

/** NATS with JetStream: NATS_URL, else a server of our own on loopback. */
export const createNats: CreateEngine = async ({ layout, ports, say, purpose, fromEnvironment }) => {
  const external = setting('NATS_URL');
  if (external !== undefined && fromEnvironment) return { environment: { NATS_URL: external } };

  const command = await findOrBuild(
    {
      name: 'nats-server',
      package: 'github.com/nats-io/nats-server/v2',
      version: 'v2.15.2',
      // Older ones do not know the options of our consumers.
      atLeast: [2, 10],
      versionPattern: /v(\d+)\.(\d+)/,
      binaryVariable: 'NATS_SERVER_PATH',
      serverVariable: 'NATS_URL',
      minutes: 1,
    },
    say,
  );
  const configuration = join(layout.directory, 'nats.conf');
  writeFileSync(
    configuration,
    [
      'server_name: reports',
      'host: 127.0.0.1',
      `port: ${ports.nats}`,
      `http: "127.0.0.1:${ports.natsMonitor}"`,
      'max_payload: 8MB',
      'jetstream {',
      `  store_dir: ${JSON.stringify(join(layout.data, 'nats'))}`,
      // By default JetStream syncs every two minutes, and a power cut would take what was acknowledged.
      `  sync_interval: ${purpose === 'kept' ? 'always' : '2m'}`,
      '}',
      purpose === 'throwaway' ? accounts() : '',
    ].join('\n'),
  );
  return {
    environment: { NATS_URL: `nats://127.0.0.1:${ports.nats}` },
    program: {
      name: 'nats',
      command,
      args: ['--config', configuration],
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 10_000,
      startTimeoutMs: 30_000,
      probe: httpProbe(`http://127.0.0.1:${ports.natsMonitor}/healthz?js-enabled-only=true`),
    },
  };
};
