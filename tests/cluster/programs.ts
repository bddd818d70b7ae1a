import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory, chartPrograms, findOrBuild, installPackages } from '@reports/local-platform/testing';

const kubernetesVersion = '1.34.4';
type Say = (line: string) => void;

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** What holds a pod's namespaces; its program sleeps. */
const buildPauseImage = (): void => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-pause-'));
  try {
    const file = join(directory, 'Dockerfile');
    writeFileSync(file, 'FROM localhost/debian:bookworm-slim\nENTRYPOINT ["/bin/sleep", "infinity"]\n');
    execFileSync('buildah', ['build', '--isolation', 'chroot', '-t', 'localhost/reports-pause:1', directory]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Brings what the cluster needs: Debian's containerd, runc, etcd and network plug-ins, and Helm and Kubernetes built once (about 10 minutes). */
export const installPrograms = async (say: Say): Promise<{ helm: string; programs: string }> => {
  const packages = {
    etcd: 'etcd-server',
    containerd: 'containerd',
    runc: 'runc',
    podman: 'podman',
    buildah: 'buildah',
  };
  const wanted = Object.entries(packages).filter(([program]) => !has(program));
  const missing = wanted.map(([, name]) => name);
  if (!existsSync('/usr/lib/cni/bridge')) missing.push('containernetworking-plugins');
  if (missing.length > 0) await installPackages(missing, { title: `Installing ${missing.join(', ')}`, say });
  const programs = join(cacheDirectory(), `kubernetes-${kubernetesVersion}`);
  if (!existsSync(join(programs, 'kubectl'))) {
    say(`Building Kubernetes ${kubernetesVersion} (once, about 10 min)`);
    execFileSync(join(import.meta.dirname, 'build-kubernetes.sh'), [programs, kubernetesVersion], {
      stdio: 'inherit',
    });
  }
  if (spawnSync('podman', ['image', 'exists', 'localhost/reports-pause:1']).status !== 0) buildPauseImage();
  return { helm: await findOrBuild(chartPrograms.helm, say), programs };
};
