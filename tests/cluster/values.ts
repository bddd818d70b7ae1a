import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '@reports/local-platform/platform';
import { type ServiceName, serviceNames } from '@reports/local-platform/services';
import { repository } from '../support/services.ts';
import type { Cluster } from './cluster.ts';

type Environment = Readonly<Record<string, string>>;
interface KnownSetting {
  secret?: true;
}
const known = JSON.parse(readFileSync(join(repository, 'infra/helm/files/settings.json'), 'utf8')) as Record<
  string,
  Record<string, KnownSetting>
>;

/** What the small machine has: the requests of production would fit on no node of it. */
const resources = { requests: { cpu: '10m', memory: '128Mi', 'ephemeral-storage': '16Mi' } };

/** Addresses of the loopback, in any setting, as pods reach them. */
const outward = async (value: string, cluster: Cluster): Promise<string> => {
  const [address] = /127\.0\.0\.1:\d+/.exec(value) ?? [];
  return address === undefined ? value : value.replace(address, await cluster.reachable(address));
};

const jobs = ['migrate', 'bus', 'bucket'] as const;

/** Makes the Secrets that the chart refers to, and gives its values, for engines on this machine's loopback. */
export const prepareRelease = async (
  cluster: Cluster,
  platform: Platform,
  image?: string,
): Promise<object> => {
  const environments: Record<string, Environment> = {
    ...Object.fromEntries(serviceNames.map((name) => [name, platform.environmentOf(name)])),
    ...Object.fromEntries(jobs.map((name) => [name, platform.environment])),
  };
  for (const [part, environment] of Object.entries(environments)) {
    const secrets: string[] = [];
    for (const [name, { secret }] of Object.entries(known[part] ?? {})) {
      const value = environment[name];
      if (secret && value) secrets.push(`--from-literal=${name}=${await outward(value, cluster)}`);
    }
    cluster.kubectl('create', 'secret', 'generic', `reports-${part}`, ...secrets);
  }
  const { environment } = platform;
  const settings = {
    NODE_ENV: 'development',
    TEMPORAL_ADDRESS: await outward(environment['TEMPORAL_ADDRESS'] ?? '', cluster),
    TEMPORAL_NAMESPACE: environment['TEMPORAL_NAMESPACE'] ?? 'default',
    S3_BUCKET: environment['S3_BUCKET'] ?? 'reports',
    MAIL_FROM: 'reports@example.com',
    RATE_LIMIT_PER_MINUTE: 1_000_000,
  };
  const accessKey = (service: ServiceName) => platform.environmentOf(service)['S3_ACCESS_KEY'];
  const own = (service: ServiceName) => ({
    resources,
    ...(accessKey(service) &&
      known[service]?.['S3_ACCESS_KEY'] && { settings: { S3_ACCESS_KEY: accessKey(service) } }),
  });
  const port = async (setting: string): Promise<number> =>
    Number((await outward(environment[setting] ?? '', cluster)).replace(/.*:(\d+).*/, '$1'));
  const engine = async (setting: string) => ({
    to: [{ ipBlock: { cidr: '10.97.0.1/32' } }],
    port: await port(setting),
  });
  return {
    image: { registry: 'localhost', pullPolicy: 'Never', ...(image && { repository: image }) },
    settings,
    services: Object.fromEntries(serviceNames.map((service) => [service, own(service)])),
    jobs: { resources, bucket: { settings: { S3_ACCESS_KEY: environment['S3_ACCESS_KEY'] } } },
    networkPolicy: {
      postgresql: await engine('DATABASE_OWNER_URL'),
      nats: await engine('NATS_URL'),
      temporal: await engine('TEMPORAL_ADDRESS'),
      storage: await engine('S3_ENDPOINT'),
      smtp: await engine('SMTP_URL'),
    },
  };
};
