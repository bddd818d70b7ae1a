import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '@reports/local-platform/services';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Container {
  image?: string;
  build?: unknown;
  environment?: Record<string, string>;
  cap_drop?: string[];
  cap_add?: string[];
  read_only?: boolean;
  tmpfs?: string[];
  security_opt?: string[];
  mem_limit?: string;
  pids_limit?: number;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  [other: string]: unknown;
}

const file = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url));
const compose = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Record<string, Container>;
  networks: Record<string, { internal?: boolean } | null>;
};
const containers = Object.entries(compose.services);
const networksOf = (name: string): string[] => compose.services[name]?.networks ?? [];

/** The containers that one may reach. */
const reachedFrom = (name: string): string[] =>
  containers
    .filter(
      ([other, { networks = [] }]) =>
        other !== name && networks.some((network) => networksOf(name).includes(network)),
    )
    .map(([other]) => other);

describe.each(containers)('the container %s', (name, container) => {
  test('has no rights of root, no writable file system and no memory without end', () => {
    expect(container).toMatchObject({
      cap_drop: ['ALL'],
      read_only: true,
      // Chromium's sandbox is on under a profile of its own, which the chart has as well.
      security_opt: [
        'no-new-privileges:true',
        ...(name === 'renderer' ? ['seccomp=./infra/helm/files/seccomp/chromium.json'] : []),
      ],
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      pids_limit: expect.any(Number),
      tmpfs: expect.arrayContaining(['/tmp']),
    });
    // Its image takes its volume over as root, and goes on as another user.
    expect(container.cap_add ?? []).toEqual(
      name === 'postgres' ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] : [],
    );
  });

  test('has no part of the host', () => {
    for (const key of [
      'privileged',
      'network_mode',
      'pid',
      'ipc',
      'userns_mode',
      'devices',
      'cgroup_parent',
    ]) {
      expect(container).not.toHaveProperty(key);
    }
    for (const volume of container.volumes ?? []) {
      const isOurs = /^[\w-]+:/.test(volume) || /^\.\/infra\/docker\/[\w.-]+:[^:]+:ro$/.test(volume);
      expect([volume, isOurs]).toEqual([volume, true]);
    }
  });

  test('is reached on this machine alone, and is on networks that are declared', () => {
    for (const port of container.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(container.networks?.length).toBeGreaterThan(0);
    for (const network of container.networks ?? []) expect(Object.keys(compose.networks)).toContain(network);
    // A port is published from a network that is not internal.
    const isOpen = container.networks?.some((network) => compose.networks[network]?.internal !== true);
    if (container.ports) expect(isOpen).toBe(true);
  });

  test('runs a version that its image names', () => {
    if (container.build) return;
    expect(container.image).toMatch(/:(?!latest)[\w.-]*\d[\w.-]*(@sha256:[0-9a-f]{64})?$/);
  });
});

test('each service reaches the engines that it works with, and no other', () => {
  const engines = ['postgres', 'nats', 'minio', 'temporal', 'maildev'];
  const reached = Object.fromEntries(
    serviceNames.map((name) => [name, engines.filter((engine) => reachedFrom(name).includes(engine))]),
  );
  expect(reached).toEqual({
    api: ['postgres', 'nats', 'minio'],
    scheduler: ['postgres', 'nats', 'temporal'],
    aggregator: ['postgres', 'nats', 'minio', 'temporal'],
    renderer: ['minio', 'temporal'],
    notifier: ['postgres', 'nats', 'minio', 'maildev'],
  });
});

test('only the api, which is asked from outside, and the notifier, which calls webhooks, have a way out', () => {
  const open = serviceNames.filter((name) =>
    networksOf(name).some((network) => compose.networks[network]?.internal !== true),
  );
  expect(open).toEqual(['api', 'notifier']);
});

test('every key and password may be set from outside', () => {
  for (const [name, { environment = {} }] of containers) {
    for (const [variable, value] of Object.entries(environment)) {
      const isSecret =
        /PASSWORD|SECRET|_KEYS?$|_URL$/.test(variable) && /PASSWORD|SECRET|KEY/.test(variable + value);
      const isName = variable === 'S3_ACCESS_KEY';
      if (isSecret && !isName)
        expect([name, variable, value]).toEqual([name, variable, expect.stringMatching(/\$\{\w+:-/)]);
    }
  }
});
