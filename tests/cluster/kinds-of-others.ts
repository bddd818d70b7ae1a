import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/services.ts';
import type { Cluster } from './cluster.ts';
import { kedaVersion, moduleDirectory } from './programs.ts';

/** Definitions of kinds that the chart uses and Kubernetes does not know by itself, and where their modules keep them. */
const modules = [
  { path: `github.com/kedacore/keda/v2@v${kedaVersion}`, files: 'config/crd/bases/keda.sh_' },
  {
    path: 'github.com/prometheus-operator/prometheus-operator@v0.89.0',
    files: 'example/prometheus-operator-crd/monitoring.coreos.com_',
  },
] as const;
const kinds = [['scaledobjects'], ['servicemonitors', 'prometheusrules']] as const;

/**
 * Has the API server judge every manifest of the chart with all that can be turned on, by the definitions of KEDA 2.21 and of the Prometheus
 * operator 0.89. Gives how many of which kind it took; throws with what it found, and when a word that no kind knows goes unseen.
 */
export const judgeKinds = (cluster: Cluster, helm: string, directory: string): string => {
  modules.forEach(({ path, files }, index) => {
    const source = moduleDirectory(path);
    for (const kind of kinds[index] ?? []) {
      cluster.kubectl('apply', '--server-side', '-f', join(source, `${files}${kind}.yaml`));
      const name = `crd/${kind}.${index === 0 ? 'keda.sh' : 'monitoring.coreos.com'}`;
      cluster.kubectl('wait', '--for', 'condition=Established', '--timeout=60s', name);
    }
  });
  const values = ['minimal', 'everything'].flatMap((name) => [
    '-f',
    join(repository, `tests/helm/values/${name}.yaml`),
  ]);
  const rendered = execFileSync(helm, ['template', 'reports', join(repository, 'infra/helm'), ...values], {
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  const judge = (manifests: string): string => {
    const file = join(directory, 'manifests.yaml');
    writeFileSync(file, manifests);
    return cluster.kubectl('apply', '--dry-run=server', '--validate=strict', '-n', 'default', '-f', file);
  };
  const taken = judge(rendered).trim().split('\n');
  for (const word of ['pollingInterval', 'honorLabels', 'expr']) {
    let isSeen = false;
    try {
      judge(rendered.replace(new RegExp(`\\b${word}:`), `${word}s:`));
    } catch {
      isSeen = true;
    }
    if (!isSeen) throw new Error(`Nobody objects to ${word}s`);
  }
  const counts = Map.groupBy(taken, (line) => line.split('/')[0] ?? '');
  for (const kind of [
    'scaledobject.keda.sh',
    'servicemonitor.monitoring.coreos.com',
    'prometheusrule.monitoring.coreos.com',
  ])
    if (!counts.has(kind)) throw new Error(`There is no ${kind}`);
  return [...counts].map(([kind, lines]) => `${lines.length} ${kind}`).join(', ');
};
