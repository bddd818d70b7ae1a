import { connect } from 'node:net';
import { serviceNames, type ServiceName } from '@reports/local-platform/services';
import type { Release } from './release.ts';
import { mustBe } from './steps.ts';

const engines = {
  postgresql: 'DATABASE_OWNER_URL',
  nats: 'NATS_URL',
  temporal: 'TEMPORAL_ADDRESS',
  storage: 'S3_ENDPOINT',
  smtp: 'SMTP_URL',
} as const;
type Engine = keyof typeof engines;

/** Whom each is to reach, as infra/helm/README.md says. */
const mayReach: Record<ServiceName, readonly Engine[]> = {
  api: ['postgresql', 'nats', 'storage'],
  scheduler: ['postgresql', 'nats', 'temporal'],
  aggregator: ['postgresql', 'nats', 'temporal', 'storage'],
  renderer: ['temporal', 'storage'],
  notifier: ['postgresql', 'nats', 'storage', 'smtp'],
};

interface Pods {
  items: { metadata: { name: string; labels: Record<string, string> }; status: { podIP?: string } }[];
}

/** Run in a pod: prints which of the given host:port take a connection within two seconds. */
const ask = `Promise.all(process.argv.slice(1).map((address) => new Promise((answer) => {
  const [host, port] = address.split(':');
  const socket = require('node:net').connect({ host, port: Number(port), timeout: 2000 });
  const end = (word) => { socket.destroy(); answer(word); };
  socket.on('connect', () => end(address)).on('error', () => end('')).on('timeout', () => end(''));
}))).then((reached) => console.log(JSON.stringify(reached.filter(Boolean))))`;

const reachedFromHere = (host: string, port: number): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (reached: boolean): void => {
      socket.destroy();
      answer(reached);
    };
    socket
      .on('connect', () => end(true))
      .on('error', () => end(false))
      .on('timeout', () => end(false));
  });

/**
 * Has a pod of each service connect to every engine, and to the pods of the others: what its policy names is reached, and nothing else. And from
 * outside, the api's own port alone.
 */
export const createPolicyCheck =
  ({ cluster, platform }: Release) =>
  async (): Promise<string> => {
    const addressOf = new Map<string, string>();
    for (const [engine, setting] of Object.entries(engines)) {
      const [address = ''] = /127\.0\.0\.1:\d+/.exec(platform.environment[setting] ?? '') ?? [];
      addressOf.set(engine, await cluster.reachable(address));
    }
    const { items } = await cluster.read<Pods>(
      '/api/v1/namespaces/reports/pods?fieldSelector=status.phase%3DRunning',
    );
    const podOf = (service: string) =>
      items.find(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === service);
    const addressOfPod = (service: string, port = 8080): string => `${podOf(service)?.status.podIP}:${port}`;
    for (const service of serviceNames) addressOf.set(service, addressOfPod(service));

    const faults: string[] = [];
    let asked = 0;
    let refused = 0;
    const note = (from: string, to: string, reached: boolean, may: boolean): void => {
      asked += 1;
      if (!reached) refused += 1;
      if (reached !== may) faults.push(`${from} ${reached ? 'reaches' : 'does not reach'} ${to}`);
    };
    for (const service of serviceNames) {
      const others = [...addressOf].filter(([name]) => name !== service);
      const pod = podOf(service)?.metadata.name ?? '';
      const said = await cluster.kubectlAside(
        ...['exec', pod, '--', 'node', '-e', ask, ...others.map(([, address]) => address)],
      );
      const reached = JSON.parse(said.slice(said.indexOf('['))) as string[];
      const may: readonly string[] = mayReach[service];
      for (const [name, address] of others)
        note(service, name, reached.includes(address), may.includes(name));
    }
    for (const service of serviceNames) {
      const [host = '', port] = addressOfPod(service, service === 'api' ? 9090 : 8080).split(':');
      note('the outside', `${service}'s metrics`, await reachedFromHere(host, Number(port)), false);
    }
    const [host = '', port] = addressOfPod('api').split(':');
    note('the outside', 'the api', await reachedFromHere(host, Number(port)), true);
    return `${asked} connections tried, ${asked - refused} of them made, ${refused} refused, each as its policy says${mustBe(faults.length === 0, faults)}`;
  };
