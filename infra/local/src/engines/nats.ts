import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BusUser, busUsers, writeAuthorization } from '@reports/messaging';
import { findOrBuild } from '../install/go-program.ts';
import { prepareBus } from '../migrate.ts';
import { randomPort } from '../ports.ts';
import { passwordOf } from '../secrets.ts';
import type { ServiceName } from '../service-settings.ts';
import type { Program } from '../supervision/program.ts';
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

interface NatsPlace {
  name: string;
  port: number;
  monitor: number;
}

/** Three servers, each on its own port, whose JetStream is one. Clients learn of the others from the one that they know. */
const cluster = async (
  first: NatsPlace,
  server: (place: NatsPlace, clustering: string) => Program,
): Promise<{ program: Program; companions: Program[] }> => {
  const places = [first];
  for (const name of ['nats-2', 'nats-3'])
    places.push({ name, port: await randomPort(), monitor: await randomPort() });
  const routes: number[] = [];
  for (const _ of places) routes.push(await randomPort());
  const addresses = routes.map((port) => `"nats-route://127.0.0.1:${port}"`).join(', ');
  const [program, ...companions] = places.map((place, index) =>
    server(place, `cluster { name: reports, listen: "127.0.0.1:${routes[index]}", routes: [${addresses}] }`),
  ) as [Program, ...Program[]];
  return { program, companions };
};

/** NATS with JetStream: NATS_URL, else a server of our own on loopback. */
export const createNats: CreateEngine = async (context) => {
  const { layout, ports, secrets, say, purpose, fromEnvironment, productionLike = false } = context;
  const external = setting('NATS_URL');
  if (external !== undefined && fromEnvironment) return { environment: { NATS_URL: external } };

  const command = await findNats(say);
  const address = `127.0.0.1:${ports.nats}`;
  const urlOf = (user: BusUser | 'admin'): string =>
    `nats://${user}:${passwordOf(secrets, 'nats', user)}@${address}`;
  const users =
    purpose === 'throwaway'
      ? accounts()
      : writeAuthorization((user) => JSON.stringify(passwordOf(secrets, 'nats', user)));
  const replicas = productionLike ? { NATS_REPLICAS: '3' } : {};

  const server = (place: NatsPlace, clustering: string): Program => {
    const configuration = join(layout.directory, `${place.name}.conf`);
    writeFileSync(
      configuration,
      [
        `server_name: ${place.name === 'nats' ? 'reports' : place.name}`,
        'host: 127.0.0.1',
        `port: ${place.port}`,
        `http: "127.0.0.1:${place.monitor}"`,
        'max_payload: 8MB',
        'jetstream {',
        `  store_dir: ${JSON.stringify(join(layout.data, place.name))}`,
        // By default JetStream syncs every two minutes, and a power cut would take what was acknowledged.
        `  sync_interval: ${purpose === 'kept' ? 'always' : '2m'}`,
        '}',
        clustering,
        users,
      ].join('\n'),
      { mode: 0o600 },
    );
    // A file that was there keeps its mode.
    chmodSync(configuration, 0o600);
    return {
      name: place.name,
      command,
      args: ['--config', configuration],
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 10_000,
      startTimeoutMs: 30_000,
      probe: httpProbe(`http://127.0.0.1:${place.monitor}/healthz?js-enabled-only=true`),
    };
  };
  const first = { name: 'nats', port: ports.nats, monitor: ports.natsMonitor };
  const servers = productionLike ? await cluster(first, server) : { program: server(first, '') };

  const kept = purpose === 'kept' && {
    ofService: (service: ServiceName): Record<string, string> => {
      const user = busUsers.find((name) => name === service);
      return user === undefined ? {} : { NATS_URL: urlOf(user) };
    },
    settle: () => prepareBus({ NATS_URL: urlOf('admin'), ...replicas }),
  };
  return {
    environment: { NATS_URL: purpose === 'kept' ? urlOf('admin') : `nats://${address}`, ...replicas },
    ...kept,
    ...servers,
  };
};
