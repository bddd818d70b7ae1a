/**
 * `npm run test:cluster`: the chart on a real Kubernetes, with nodes that run its pods: installed, a report of each format, who reaches whom,
 * upgraded and rolled back with reports in flight, a node drained (unless `--nodes 1`). As root on Linux, with podman's images of
 * infra/docker/build.sh, or `--image NAME` for one that holds all services; `--from TAG` upgrades from older ones. `--hold` waits where a step fails, for a look with kubectl: Enter goes
 * on, `again` repeats it. Prints the figures, and ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { createPolicyCheck } from './check-policies.ts';
import { startRelease } from './release.ts';
import { createSteps, mustBe } from './steps.ts';
import { createTraffic } from './traffic.ts';

const { values: options } = parseArgs({
  options: {
    image: { type: 'string' },
    nodes: { type: 'string', default: '2' },
    from: { type: 'string' },
    hold: { type: 'boolean', default: false },
  },
});
const nodes = Number(options.nodes);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const release = await startRelease({
  nodes,
  ...(options.image && { image: options.image }),
  ...(options.from && { from: options.from }),
});
const { cluster } = release;
const { step, result } = createSteps({ hold: options.hold, kubeconfig: cluster.kubeconfig });

try {
  await step('install', async () => {
    // Its jobs found an older schema; here they would find the one that is to come, as its services do after a way back.
    const older = ['--set', `image.tag=${options.from}`, '--set', 'jobs.migrate.enabled=false'];
    await release.upgrade(...(options.from ? older : []));
    return 'all pods are ready';
  });

  const traffic = createTraffic(cluster, release.createWorkspace().key);

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
    return `${made['completed']} of ${formats.length} completed, ${sizes}${mustBe(made['completed'] === formats.length && right, { made, sizes })}`;
  });

  await step("Chromium's sandbox", async () => {
    const log = cluster.kubectl('logs', '-l', 'app.kubernetes.io/component=renderer', '--tail=-1');
    if (log.includes('WITHOUT its sandbox')) throw new Error('Chromium runs without it');
    return 'on, in pods that `restricted` takes';
  });

  await step('network policies', createPolicyCheck(release));

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
    return `${made['completed']} of ${reports} completed, ${answers.asked} requests, ${answers.failed.length} of them failed${mustBe(ok, { made, failed: answers.failed.slice(0, 5) })}`;
  };

  await step('upgrade under 100 reports', () =>
    under(100, () => release.upgrade('--set', 'settings.LOG_LEVEL=warn')),
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
  await release.stop();
}
process.exit(result());
