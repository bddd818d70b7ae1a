/**
 * `npm run test:cluster-kinds`: an API server of Kubernetes judges every manifest of the chart by the definitions of KEDA and of the Prometheus
 * operator, without nodes, images or engines. As root on Linux.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from './cluster.ts';
import { judgeKinds } from './kinds-of-others.ts';
import { installPrograms } from './programs.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const programs = await installPrograms(say);
const directory = mkdtempSync(join(tmpdir(), 'reports-kinds-'));
const cluster = await startCluster({ ...programs, images: [], nodes: 0 });
try {
  say(judgeKinds(cluster, programs.helm, directory));
} finally {
  cluster.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(0);
