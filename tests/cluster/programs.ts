import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cacheDirectory,
  chartPrograms,
  findOrBuild,
  type GoProgram,
  installPackages,
} from '@reports/local-platform/testing';

const kubernetesVersion = '1.34.4';
export const kedaVersion = '2.21.0';
const kubeRouter: GoProgram = {
  name: 'kube-router',
  package: 'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router',
  version: 'v2.1.0',
  binaryVariable: 'KUBE_ROUTER_PATH',
  minutes: 4,
};
const metricsServer: GoProgram = {
  name: 'metrics-server',
  package: 'sigs.k8s.io/metrics-server/cmd/metrics-server',
  version: 'v0.9.0',
  binaryVariable: 'METRICS_SERVER_PATH',
  minutes: 3,
};
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

interface RefusedModule {
  name: string;
  module: string;
  version: string;
  linkerFlags: string;
  programs: readonly string[];
}
const kubernetes: RefusedModule = {
  name: 'kubernetes',
  module: 'k8s.io/kubernetes',
  version: kubernetesVersion,
  linkerFlags: `-X k8s.io/component-base/version.gitVersion=v${kubernetesVersion}`,
  programs: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kubectl'],
};
const keda: RefusedModule = {
  name: 'keda',
  module: 'github.com/kedacore/keda/v2',
  version: kedaVersion,
  linkerFlags: '',
  programs: ['operator', 'adapter'],
};

/** Builds programs of a module that `go install` refuses, once, and gives the directory that they lie in. */
const buildOnce = ({ name, module, version, linkerFlags, programs }: RefusedModule, say: Say): string => {
  const directory = join(cacheDirectory(), `${name}-${version}`);
  if (!programs.every((program) => existsSync(join(directory, program)))) {
    say(`Building ${name} ${version} (once, about 10 min)`);
    execFileSync(
      join(import.meta.dirname, 'build-module.sh'),
      [directory, module, version, linkerFlags, ...programs],
      { stdio: 'inherit' },
    );
  }
  return directory;
};

/** Where the source of a Go module lies, `path@version`. */
export const moduleDirectory = (module: string): string => {
  const said = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  return (JSON.parse(said) as { Dir: string }).Dir;
};

/** Brings what enforces NetworkPolicies: kube-router, and Debian's iptables and ipset that it works with. */
export const installPolicies = async (say: Say): Promise<string> => {
  const missing = ['iptables', 'ipset'].filter((program) => !has(program));
  if (missing.length > 0) await installPackages(missing, { title: `Installing ${missing.join(', ')}`, say });
  return findOrBuild(kubeRouter, say);
};

export interface Scalers {
  /** Where KEDA's programs lie. */
  keda: string;
  metricsServer: string;
}

/** Brings what scales: KEDA, and the metrics server that knows how busy pods are. */
export const installScalers = async (say: Say): Promise<Scalers> => ({
  keda: buildOnce(keda, say),
  metricsServer: await findOrBuild(metricsServer, say),
});

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
  const programs = buildOnce(kubernetes, say);
  if (spawnSync('podman', ['image', 'exists', 'localhost/reports-pause:1']).status !== 0) buildPauseImage();
  return { helm: await findOrBuild(chartPrograms.helm, say), programs };
};
