/**
 * `npm run test:cluster`: the chart on a real Kubernetes, with nodes that run its pods: installed, a report of each format, upgraded and rolled
 * back with reports in flight, a node drained (unless `--nodes 1`). As root on Linux, with podman's images of infra/docker/build.sh, or
 * `--image NAME` for one that holds all services. `--hold` waits where a step fails, for a look with kubectl: Enter goes on, `again` repeats it.
 * Prints the figures, and ends with `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { startPlatform } from '@reports/local-platform/platform';
import { serviceNames } from '@reports/local-platform/services';
import { repository } from '../support/services.ts';
import { startCluster } from './cluster.ts';
import { installPrograms } from './programs.ts';
import { createTraffic } from './traffic.ts';
import { prepareRelease } from './values.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const { values: options } = parseArgs({
  options: {
    image: { type: 'string' },
    nodes: { type: 'string', default: '2' },
    hold: { type: 'boolean', default: false },
  },
});
const nodes = Number(options.nodes);
const counts = { passed: 0, failed: 0 };
const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();

/** One step: what it found is printed; a step that fails leaves the ones after it their chance. */
const step = async (name: string, work: () => Promise<string>): Promise<void> => {
  const startedAt = Date.now();
  try {
    say(`ok   ${name}: ${await work()} (${seconds(startedAt)})`);
    counts.passed += 1;
  } catch (error) {
    say(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)} (${seconds(startedAt)})`);
    if (options.hold) {
      say(`KUBECONFIG=${cluster.kubeconfig}: Enter goes on, \`again\` repeats the step`);
      if ((await lines.next()).value === 'again') return step(name, work);
    }
    counts.failed += 1;
  }
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const programs = await installPrograms(say);
const images = options.image
  ? [`localhost/${options.image}:1.0.0`]
  : [...serviceNames, 'tools'].map((name) => `localhost/reports-${name}:1.0.0`);
const directory = mkdtempSync(join(tmpdir(), 'reports-cluster-engines-'));
const platform = await startPlatform({
  directory,
  ports: 'random',
  services: [],
  ownEngines: true,
  say: () => undefined,
});
say('engines are up');
const startedAt = Date.now();
const cluster = await startCluster({
  ...programs,
  images: [...images, 'localhost/reports-pause:1'],
  nodes,
});
say(`nodes that are ready: ${nodes} (${seconds(startedAt)})`);

try {
  cluster.kubectl('create', 'namespace', 'reports');
  cluster.kubectl('label', 'namespace', 'reports', 'pod-security.kubernetes.io/enforce=restricted');
  const values = join(directory, 'values.json');
  writeFileSync(values, JSON.stringify(await prepareRelease(cluster, platform, options.image)));
  const chart = join(repository, 'infra/helm');
  const waiting = ['-f', values, '-n', 'reports', '--wait', '--timeout', '10m'];

  await step('install', async () => {
    await cluster.helm('upgrade', '--install', 'reports', chart, ...waiting);
    return 'all pods are ready';
  });

  const admin = execFileSync(
    process.execPath,
    [join(repository, 'apps/api/src/admin/main.ts'), 'workspaces', 'create', 'Cluster'],
    { encoding: 'utf8', env: { ...process.env, ...platform.environment } },
  );
  const traffic = createTraffic(cluster, (JSON.parse(admin) as { key: string }).key);

  await step('a report of each format', async () => {
    const beginnings = { json: '{', csv: '', xlsx: 'PK', pdf: '%PDF-' };
    const formats = Object.keys(beginnings);
    const ids = await traffic.post(formats);
    const made = await traffic.finished(ids);
    const files = await Promise.all(ids.map((id) => traffic.download(id)));
    const right = Object.values(beginnings).every(
      (beginning, index) => files[index]?.length && files[index].toString('latin1').startsWith(beginning),
    );
    const sizes = formats.map((format, index) => `${format} ${files[index]?.length} bytes`).join(', ');
    return `${made['completed']} of ${formats.length} completed, ${sizes}${traffic.mustBe(made['completed'] === formats.length && right, { made, sizes })}`;
  });

  await step("Chromium's sandbox", async () => {
    const log = cluster.kubectl('logs', '-l', 'app.kubernetes.io/component=renderer', '--tail=-1');
    if (log.includes('WITHOUT its sandbox')) throw new Error('Chromium runs without it');
    return 'on, in pods that `restricted` takes';
  });

  /** Reports in flight, and requests all the time, while a release changes. */
  const under = async (reports: number, change: () => Promise<unknown>): Promise<string> => {
    const formats = Array.from(
      { length: reports },
      (_, index) => ['json', 'csv', 'json', 'pdf'][index % 4] ?? 'json',
    );
    const asking = traffic.keepAsking();
    const changing = change();
    const ids = await traffic.post(formats);
    await changing;
    const made = await traffic.finished(ids);
    const answers = await asking.stop();
    const ok = made['completed'] === reports && answers.failed.length === 0;
    return `${made['completed']} of ${reports} completed, ${answers.asked} requests, ${answers.failed.length} of them failed${traffic.mustBe(ok, { made, failed: answers.failed.slice(0, 5) })}`;
  };

  await step('upgrade under 100 reports', () =>
    under(100, () =>
      cluster.helm('upgrade', 'reports', chart, ...waiting, '--set', 'settings.LOG_LEVEL=warn'),
    ),
  );
  await step('rollback under 20 reports', () =>
    under(20, () => cluster.helm('rollback', 'reports', '-n', 'reports', '--wait', '--timeout', '10m')),
  );
  if (nodes > 1) {
    await step('drain of a node under 20 reports', () =>
      // It waits for the budgets.
      under(20, () => cluster.kubectlAside('drain', 'node2', '--delete-emptydir-data', '--timeout=600s')),
    );
  }
} finally {
  cluster.stop();
  await platform.stop();
  rmSync(directory, { recursive: true, force: true });
}
say(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
