import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BusUser, busUsers, writeAuthorization } from '@reports/messaging';
import { findOrBuild } from '../install/go-program.ts';
import { prepareBus } from '../migrate.ts';
import { passwordOf } from '../secrets.ts';
import type { ServiceName } from '../service-settings.ts';
import type { Say } from '../terminal.ts';
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

export const findNats = (say: Say): Promise<string> =>
  findOrBuild(
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

/** NATS with JetStream: NATS_URL, else a server of our own on loopback. */
export const createNats: CreateEngine = async ({ layout, ports, secrets, say, purpose, fromEnvironment }) => {
  const external = setting('NATS_URL');
  if (external !== undefined && fromEnvironment) return { environment: { NATS_URL: external } };

  const command = await findNats(say);
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
      purpose === 'throwaway'
        ? accounts()
        : writeAuthorization((user) => JSON.stringify(passwordOf(secrets, 'nats', user))),
    ].join('\n'),
    { mode: 0o600 },
  );
  // A file that was there keeps its mode.
  chmodSync(configuration, 0o600);
  const address = `127.0.0.1:${ports.nats}`;
  const urlOf = (user: BusUser | 'admin'): string =>
    `nats://${user}:${passwordOf(secrets, 'nats', user)}@${address}`;
  const kept = purpose === 'kept' && {
    ofService: (service: ServiceName): Record<string, string> => {
      const user = busUsers.find((name) => name === service);
      return user === undefined ? {} : { NATS_URL: urlOf(user) };
    },
    settle: () => prepareBus({ NATS_URL: urlOf('admin') }),
  };
  return {
    environment: { NATS_URL: purpose === 'kept' ? urlOf('admin') : `nats://${address}` },
    ...kept,
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
