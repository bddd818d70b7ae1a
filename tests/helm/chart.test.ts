import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consumers, taskQueues } from '@reports/contracts';
import { readConfig as readAggregatorConfig } from '@reports/aggregator/config';
import { readConfig as readApiConfig } from '@reports/api/config';
import { migrationSettings } from '@reports/database';
import { serviceNames } from '@reports/local-platform/services';
import { messagingSettings } from '@reports/messaging';
import { readConfig as readNotifierConfig } from '@reports/notifier/config';
import { readConfig as readRendererConfig } from '@reports/renderer/config';
import { readConfig as readSchedulerConfig } from '@reports/scheduler/config';
import { defineConfig } from '@reports/service';
import { storagePreparationSettings } from '@reports/storage';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../support/services.ts';
import { chart, type Container, helm, kubeScore, type Manifest, podOf, render, runHelm } from './render.ts';

const readers = {
  api: readApiConfig,
  scheduler: readSchedulerConfig,
  aggregator: readAggregatorConfig,
  renderer: readRendererConfig,
  notifier: readNotifierConfig,
  migrate: defineConfig(migrationSettings),
  bus: defineConfig(messagingSettings),
  bucket: defineConfig(storagePreparationSettings),
} as const;
type Part = keyof typeof readers;
const isService = (part: string): boolean => serviceNames.some((service) => service === part);

/** What a Secret might hold, of any kind that is asked for: enough for a service that is not in development. */
const secretOf = (key: string): string => {
  if (key === 'SMTP_URL') return 'smtps://reports:0f3c9a6d21b7@smtp.example.com';
  if (key.endsWith('_KEYS')) return `k1:${Buffer.alloc(32, 7).toString('base64')}`;
  if (/_URL$|_ENDPOINT$/.test(key)) return 'https://reports:0f3c9a6d21b7@engine.example.com';
  return '7b0d5f24c1e84d5fa0c4f6a9b36dce10';
};

/** What a process would find in its environment if its Secret held what it must, and no more. */
const environmentOf = ({ env }: Container): Record<string, string> =>
  Object.fromEntries(
    env
      .filter(({ valueFrom }) => valueFrom?.secretKeyRef.optional !== true)
      .map(({ name, value }) => [name, value ?? secretOf(name)]),
  );

const read = (file: string): string => readFileSync(join(repository, file), 'utf8');
const version = (JSON.parse(read('package.json')) as { version: string }).version;

test('the chart is of the release', () => {
  expect(parse(read('infra/helm/Chart.yaml'))).toMatchObject({ version, appVersion: version });
});

// Without Helm there is nothing to look at: `npm test` says so, and `npm run test:chart` brings it.
if (helm !== undefined) {
  describe.each([
    ['what must be given', ['minimal']],
    ['all that there is', ['minimal', 'everything']],
  ])('the chart with %s', (_, files) => {
    const manifests = render(files);
    const workloads = manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
    const partOf = ({ metadata }: Manifest) => metadata.labels['app.kubernetes.io/component'] as Part;
    const parts = workloads.map((manifest) => [partOf(manifest), manifest, podOf(manifest)] as const);
    const kind = (name: string): Manifest[] => manifests.filter((manifest) => manifest.kind === name);

    test('passes helm lint', () => {
      const { status, stdout } = runHelm(['lint', '--strict'], files);
      expect(stdout).toContain('0 chart(s) failed');
      expect(status).toBe(0);
    });

    test('has the five services and three jobs', () => {
      expect(parts.map(([part]) => part).toSorted()).toEqual(Object.keys(readers).toSorted());
    });

    test.each(parts)(
      'gives %s what it reads, all that it must have, and nothing else',
      (part, _manifest, pod) => {
        const [container] = pod.containers as [Container];
        const environment = environmentOf(container);
        expect(() => readers[part](environment)).not.toThrow();
        const ours = new Set([...readers[part].names, 'NODE_ENV', 'NODE_OPTIONS', 'HOST', 'PORT']);
        expect(container.env.map(({ name }) => name).filter((name) => !ours.has(name))).toEqual([]);
        expect(existsSync(join(repository, ...container.args))).toBe(true);
        expect(container.image).toMatch(
          /reports-(api|scheduler|aggregator|renderer|notifier|tools)(:1|@sha256:)/,
        );
      },
    );

    test.each(parts)('has no secret of %s in clear', (part, _manifest, pod) => {
      for (const { name, value } of pod.containers.flatMap(({ env }) => env)) {
        const setting = readers[part].settings.find((candidate) => candidate.name === name);
        if (setting?.secret !== true || value === undefined) continue;
        expect([name, setting.takes, new URL(value).password]).toEqual([name, 'a URL', '']);
      }
    });

    test.each(parts)(
      'runs %s as `restricted` asks, with nothing to write to but memory and /tmp',
      (part, _m, pod) => {
        expect(pod).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        });
        for (const key of ['hostNetwork', 'hostPID', 'hostIPC', 'initContainers'])
          expect(pod).not.toHaveProperty(key);
        for (const volume of pod.volumes) {
          expect(['emptyDir', 'secret']).toContain(Object.keys(volume).find((key) => key !== 'name'));
        }
        for (const { securityContext, resources } of pod.containers) {
          expect(securityContext).toMatchObject({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
            ...(part === 'renderer' && {
              seccompProfile: { type: 'Localhost', localhostProfile: 'reports/chromium.json' },
            }),
          });
          expect(Object.keys(resources.requests).toSorted()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
          expect(resources.limits).toHaveProperty('memory');
        }
      },
    );

    test.each(parts.filter(([part]) => isService(part)))(
      '%s is probed, spread, and has time to end',
      (part, _m, pod) => {
        const [container] = pod.containers as [Container];
        for (const [probe, path] of [
          ['startupProbe', '/healthz'],
          ['livenessProbe', '/healthz'],
          ['readinessProbe', '/readyz'],
        ] as const) {
          expect(container[probe]).toMatchObject({ httpGet: { path, port: 'internal' } });
        }
        const { PORT, INTERNAL_PORT, DRAIN_SECONDS = '0', STOP_SECONDS = '25' } = environmentOf(container);
        const internal = container.ports?.find(({ name }) => name === 'internal');
        expect(String(internal?.containerPort)).toBe(part === 'api' ? INTERNAL_PORT : PORT);
        expect(pod.terminationGracePeriodSeconds).toBe(Number(STOP_SECONDS) + 5);
        expect(Number(DRAIN_SECONDS)).toBeLessThan(Number(STOP_SECONDS));
        // A PDF takes 120 seconds at most, and five are kept for the rest of the end.
        if (part === 'renderer') expect(Number(STOP_SECONDS)).toBeGreaterThan(125);
        expect(pod.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey)).toEqual([
          'topology.kubernetes.io/zone',
          'kubernetes.io/hostname',
        ]);
        const budget = kind('PodDisruptionBudget').find((candidate) => partOf(candidate) === part);
        expect(budget?.spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
      },
    );

    test('does what engines need before anything else is there, in jobs that may be repeated', () => {
      for (const { metadata, spec } of kind('Job')) {
        expect(metadata.annotations).toMatchObject({
          'helm.sh/hook': 'pre-install,pre-upgrade',
          'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
        });
        expect(spec.backoffLimit).toBeGreaterThan(0);
      }
    });

    test('lets each part reach the engines that it works with, and no other', () => {
      const policies = kind('NetworkPolicy');
      const ports = {
        5432: 'postgresql',
        4222: 'nats',
        7233: 'temporal',
        443: 'storage',
        587: 'smtp',
        4318: 'traces',
      };
      const reached = Object.fromEntries(
        policies.map((policy) => {
          expect(policy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
          const rules = policy.spec.egress;
          const engines = rules.map((rule) => {
            expect(rule.to.length).toBeGreaterThan(0);
            if (JSON.stringify(rule).includes('0.0.0.0/0')) return 'webhooks';
            return rule.ports[0]?.port === 53 ? 'dns' : ports[rule.ports[0]?.port as keyof typeof ports];
          });
          return [partOf(policy), engines.filter((engine) => engine !== 'traces')];
        }),
      );
      expect(reached).toEqual({
        api: ['postgresql', 'nats', 'storage', 'dns'],
        scheduler: ['postgresql', 'nats', 'temporal', 'dns'],
        aggregator: ['postgresql', 'nats', 'temporal', 'storage', 'dns'],
        renderer: ['temporal', 'storage', 'dns'],
        notifier: ['postgresql', 'nats', 'storage', 'smtp', 'dns', 'webhooks'],
        migrate: ['postgresql', 'dns'],
        bus: ['nats', 'dns'],
        bucket: ['storage', 'dns'],
      });
      for (const policy of policies) {
        const open = policy.spec.ingress ?? [];
        const part = partOf(policy);
        const expected = part === 'api' ? ['internal', 'http'] : isService(part) ? ['internal'] : [];
        expect(open.flatMap((rule) => rule.ports.map(({ port }) => port))).toEqual(expected);
      }
    });
  });

  // A processor's limit would slow a burst down for nothing; images are named by version or digest; pods are spread by
  // constraints; who is scaled by KEDA has replicas that kube-score does not see.
  const ignored = [
    '--ignore-container-cpu-limit',
    ...['container-image-pull-policy', 'deployment-has-host-podantiaffinity', 'deployment-replicas'].flatMap(
      (name) => ['--ignore-test', name],
    ),
  ];
  if (kubeScore !== undefined) {
    test.each([[['minimal']], [['minimal', 'everything']]])('kube-score finds nothing in %s', (files) => {
      const { stdout: input } = runHelm(['template', 'reports'], files);
      const { status, stdout } = spawnSync(
        kubeScore ?? '',
        ['score', '--output-format', 'ci', ...ignored, '-'],
        {
          input,
          encoding: 'utf8',
        },
      );
      expect(stdout).toContain('[OK] reports-renderer');
      expect(stdout.split('\n').filter((line) => /^\[(CRITICAL|WARNING)\]/.test(line))).toEqual([]);
      expect(status).toBe(0);
    });
  }

  describe('the chart with all that there is', () => {
    const manifests = render(['minimal', 'everything']);
    const named = (kind: string, name: string): Manifest => {
      const found = manifests.find(
        (manifest) => manifest.kind === kind && manifest.metadata.name === `reports-${name}`,
      );
      if (!found) throw new Error(`There is no ${kind} reports-${name}.`);
      return found;
    };

    test('leaves the number of replicas to whoever scales', () => {
      for (const service of serviceNames)
        expect(named('Deployment', service).spec).not.toHaveProperty('replicas');
      expect(named('HorizontalPodAutoscaler', 'api').spec.metrics).toMatchObject([
        { resource: { name: 'cpu' } },
      ]);
    });

    test.each([
      ['aggregator', [taskQueues.aggregator]],
      [
        'renderer',
        [taskQueues.renderPdf, taskQueues.renderFiles, taskQueues.renderWorkbooks, taskQueues.renderParts],
      ],
    ])('scales %s by what waits in its queues and what it has in hand', (service, queues) => {
      const { triggers, advanced } = named('ScaledObject', service).spec;
      const { formula } = advanced.scalingModifiers;
      expect(formula.split(' + ').toSorted()).toEqual(triggers.map(({ name }) => name).toSorted());
      const asked = triggers.map(({ type, metadata }) =>
        type === 'temporal'
          ? metadata['taskQueue']
          : /task_queue="([^"]+)"/.exec(metadata['valueLocation'] ?? '')?.[1],
      );
      expect(asked.map(String).toSorted()).toEqual([...queues, ...queues].toSorted());
      for (const { metadata } of triggers.filter(({ type }) => type === 'metrics-api')) {
        // As KEDA reads it (pkg/scalers/metrics_api_scaler.go), a port in the namespace included.
        const [name, namespace] = new URL(metadata['url'] ?? '').host.split('.');
        expect(name).toBe(named('Service', `${service}-internal`).metadata.name);
        expect(namespace).toBe('default');
      }
    });

    test.each(['scheduler', 'notifier'])('scales %s by the lag of consumers that there are', (service) => {
      const { triggers } = named('ScaledObject', service).spec;
      for (const { metadata } of triggers) {
        const consumer = consumers[metadata['consumer'] as keyof typeof consumers];
        expect(consumer?.stream).toBe(metadata['stream']);
      }
    });

    test('has the rules and dashboards of infra/monitoring, and scrapes them as the job that they ask for', () => {
      for (const name of ['reports', 'slo']) {
        const { groups } = parse(read(`infra/monitoring/rules/${name}.yml`)) as { groups: unknown };
        const rules = JSON.stringify(named('PrometheusRule', name).spec.groups);
        expect(rules.replaceAll('https://github.com/example/reports/blob/main/docs/', 'docs/')).toBe(
          JSON.stringify(groups),
        );
      }
      const boards = manifests.filter(({ kind }) => kind === 'ConfigMap');
      expect(boards).toHaveLength(5);
      for (const { data = {} } of boards) {
        for (const [file, text] of Object.entries(data)) {
          expect(JSON.parse(text)).toEqual(JSON.parse(read(`infra/monitoring/dashboards/${file}`)));
        }
      }
      const monitor = manifests.find(({ kind }) => kind === 'ServiceMonitor');
      expect(monitor?.spec.endpoints[0]?.relabelings).toContainEqual({
        targetLabel: 'job',
        replacement: 'reports',
      });
    });

    test('writes numbers as the services read them', () => {
      const [container] = podOf(named('Deployment', 'api')).containers;
      const value = (name: string) => container?.env.find((variable) => variable.name === name)?.value;
      expect([value('MAX_SCHEDULES'), value('OTEL_TRACES_SAMPLER_ARG')]).toEqual(['1000000', '0.1']);
    });
  });

  test('every fault of the values is said at once', () => {
    const { status, stderr } = runHelm(
      ['template', 'reports'],
      [],
      [
        'settings.DATABSE_URL=postgres://db/reports',
        'settings.S3_SECRET_KEY=0f3c9a6d21b7',
        'settings.NATS_URL=nats://api:0f3c9a6d21b7@nats:4222',
        'services.renderer.settings.DATABASE_URL=postgres://db/reports',
        'services.api.settings.PORT=80',
      ],
    );
    expect(status).not.toBe(0);
    for (const fault of [
      'DATABSE_URL is no setting of any service',
      'S3_SECRET_KEY is a secret: it belongs into the Secret of renderer',
      'NATS_URL is a secret: it belongs into the Secret of api',
      'DATABASE_URL is no setting of renderer',
      'PORT is set by the chart',
      'TEMPORAL_ADDRESS must be set for scheduler',
      'networkPolicy.temporal.to is empty',
    ]) {
      expect(stderr).toContain(fault);
    }
    expect(stderr).not.toContain('0f3c9a6d21b7');
  });

  test('a value that is misspelt is refused', () => {
    const { stderr } = runHelm(['template', 'reports'], ['minimal'], ['services.renderer.replica=3']);
    expect(stderr).toContain("additional properties 'replica' not allowed");
  });
}

test('the seccomp profile allows what Chromium makes its sandbox with, and nothing that reaches beyond a container', () => {
  const profile = JSON.parse(readFileSync(join(chart, 'files/seccomp/chromium.json'), 'utf8')) as {
    defaultAction: string;
    syscalls: { names: string[]; action: string }[];
  };
  const allowed = profile.syscalls.flatMap(({ names }) => names);
  expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
  expect(allowed).toEqual(expect.arrayContaining(['chroot', 'clone', 'clone3', 'setns', 'unshare']));
  for (const name of [
    'mount',
    'umount2',
    'pivot_root',
    'bpf',
    'ptrace',
    'perf_event_open',
    'keyctl',
    'io_uring_setup',
  ]) {
    expect(allowed).not.toContain(name);
  }
});
