import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform, type Platform } from '@reports/local-platform/platform';
import { serviceNames } from '@reports/local-platform/services';
import { repository } from '../support/services.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { installPolicies, installPrograms } from './programs.ts';
import { say } from './steps.ts';
import { prepareRelease } from './values.ts';

export interface Release {
  cluster: Cluster;
  /** The engines, on this machine beside the cluster. */
  platform: Platform;
  /** `helm upgrade --install` with the release's values and these words after them; waits until all pods are ready. */
  upgrade: (...words: string[]) => Promise<string>;
  /** A new workspace: its id and its key. */
  createWorkspace: () => { key: string; workspace_id: string };
  stop: () => Promise<void>;
}

/**
 * Starts engines, and a cluster with the images of the services, or with the one that holds all, and those of the tag to upgrade from, if one is
 * given; the chart is not installed yet.
 */
export const startRelease = async ({
  nodes,
  image,
  from,
}: {
  nodes: number;
  image?: string;
  from?: string;
}): Promise<Release> => {
  const programs = await installPrograms(say);
  const kubeRouter = await installPolicies(say);
  const names = image ? [image] : [...serviceNames, 'tools'].map((name) => `reports-${name}`);
  const tags = ['1.0.0', ...(from === undefined ? [] : [from])];
  const images = names.flatMap((name) => tags.map((tag) => `localhost/${name}:${tag}`));
  const directory = mkdtempSync(join(tmpdir(), 'reports-cluster-engines-'));
  const platform = await startPlatform({
    ...{ directory, ports: 'random', services: [], ownEngines: true, say: () => undefined },
  });
  say('engines are up');
  const startedAt = Date.now();
  const cluster = await startCluster({
    ...programs,
    ...{ images: [...images, 'localhost/reports-pause:1'], nodes, kubeRouter },
  });
  say(`nodes that are ready: ${nodes} (${((Date.now() - startedAt) / 1_000).toFixed(1)} s)`);

  cluster.kubectl('create', 'namespace', 'reports');
  cluster.kubectl('label', 'namespace', 'reports', 'pod-security.kubernetes.io/enforce=restricted');
  const values = join(directory, 'values.json');
  writeFileSync(values, JSON.stringify(await prepareRelease(cluster, platform, image)));
  const chart = join(repository, 'infra/helm');
  const fixed = ['reports', chart, '-f', values, '-n', 'reports', '--wait', '--timeout', '10m'];
  return {
    cluster,
    platform,
    upgrade: (...words) => cluster.helm('upgrade', '--install', ...fixed, ...words),
    createWorkspace: () =>
      JSON.parse(
        execFileSync(
          process.execPath,
          [join(repository, 'apps/api/src/admin/main.ts'), 'workspaces', 'create', 'Cluster'],
          { encoding: 'utf8', env: { ...process.env, ...platform.environment } },
        ),
      ) as { key: string; workspace_id: string },
    stop: async () => {
      cluster.stop();
      await platform.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
