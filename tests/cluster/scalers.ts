import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { kedaVersion, moduleDirectory, type Scalers } from './programs.ts';

/** Starts KEDA with its definitions, and the metrics server, and waits until the API server asks them. */
export const startScalers = async (cluster: Cluster, { keda, metricsServer }: Scalers): Promise<void> => {
  const definitions = join(
    moduleDirectory(`github.com/kedacore/keda/v2@v${kedaVersion}`),
    'config/crd/bases',
  );
  cluster.kubectl('apply', '--server-side', '-f', definitions);
  cluster.kubectl('wait', '--for', 'condition=Established', '--timeout=60s', 'crd', '--all');
  cluster.kubectl('apply', '-f', join(import.meta.dirname, 'scalers.yaml'));
  cluster.startBeside(join(import.meta.dirname, 'scalers.sh'), keda, metricsServer);
  const extensions = ['v1beta1.external.metrics.k8s.io', 'v1beta1.metrics.k8s.io'];
  const areAvailable = (): boolean => {
    for (const name of extensions)
      cluster.kubectl('wait', '--for', 'condition=Available', '--timeout=1s', `apiservice/${name}`);
    return true;
  };
  await cluster.until('KEDA or the metrics server is not available', areAvailable, 120);
};
