import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { repository } from '../support/services.ts';
import { forward, here, readServer } from './reach.ts';

export interface Cluster {
  kubectl: (...words: string[]) => string;
  /** The same in another process, for what takes long. */
  kubectlAside: (...words: string[]) => Promise<string>;
  helm: (...words: string[]) => Promise<string>;
  /** What the API server answers to GET. */
  read: <Answer>(path: string) => Promise<Answer>;
  /** `host:port` as pods reach it, of a server on this machine's loopback. */
  reachable: (address: string) => Promise<string>;
  /** For a look at it with kubectl. */
  kubeconfig: string;
  /** Starts a script beside the API server, in the cluster's namespaces; its first word is the directory of the cluster's files. */
  startBeside: (script: string, ...words: string[]) => void;
  /** What kubectl prints in the meantime, line by line, until stopped. */
  watch: (...words: string[]) => { lines: string[]; stop: () => void };
  /** Waits until something is so. Throws, saying where logs are, after so many seconds. */
  until: (what: string, check: () => boolean, seconds: number) => Promise<void>;
  stop: () => void;
}

const run = (command: string, ...words: string[]): string =>
  execFileSync(command, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64_000_000,
  });

/**
 * A Kubernetes of its own on this machine: API server, controllers, scheduler, and nodes with kubelet, containerd and runc, in namespaces of
 * their own. Root's. Pods are reached from here by their addresses; there is no kube-proxy and no DNS. NetworkPolicies are enforced by kube-router
 * where its program is named.
 */
export const startCluster = async ({
  programs,
  helm,
  images,
  nodes,
  kubeRouter,
}: {
  /** Where Kubernetes' programs lie. */
  programs: string;
  helm: string;
  /** Names of podman's images that nodes have. */
  images: readonly string[];
  nodes: number;
  kubeRouter?: string;
}): Promise<Cluster> => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-cluster-'));
  mkdirSync(join(directory, 'images'));
  const token = randomBytes(24).toString('hex');
  writeFileSync(join(directory, 'token'), token, { mode: 0o600 });
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'here', cluster: { server: 'https://10.97.0.2:6443', 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'admin', user: { token } }],
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'admin', namespace: 'reports' } }],
      'current-context': 'here',
    }),
  );
  copyFileSync(join(repository, 'infra/helm/files/seccomp/chromium.json'), join(directory, 'chromium.json'));
  if (images.length > 0) run('podman', 'save', '-m', '-o', join(directory, 'images/all.tar'), ...images);

  const cleanUp = (): string => run(join(import.meta.dirname, 'clean-up.sh'));
  // Of one that was killed; and whatever ends this process ends the cluster.
  cleanUp();
  process.once('exit', cleanUp);
  const start = (command: string, words: string[]): string =>
    String(spawn(command, words, { stdio: ['ignore', 'inherit', 'inherit'], detached: true }).pid);
  // Without a namespace of processes: in one, runc makes no pods. Their cgroups name all of them at the end.
  const pid = start('unshare', [
    ...['-mn', '--propagation', 'private'],
    join(import.meta.dirname, 'control-plane.sh'),
    directory,
    programs,
  ]);
  while (readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')) await wait(20);
  const enter = (...words: string[]): string[] => ['-t', pid, '-m', '-n', ...words];
  run('ip', 'link', 'add', 'reports-cluster', 'type', 'veth', 'peer', 'name', 'uplink', 'netns', pid);
  run('ip', 'address', 'add', `${here}/24`, 'dev', 'reports-cluster');
  run('ip', 'link', 'set', 'reports-cluster', 'up');
  run('nsenter', ...enter('ip', 'link', 'set', 'uplink', 'up'));
  run('nsenter', ...enter('ip', 'address', 'add', '10.97.0.2/24', 'dev', 'uplink'));
  run('nsenter', ...enter('ip', 'route', 'add', 'default', 'via', here));
  run('ip', 'route', 'add', '10.98.0.0/16', 'via', '10.97.0.2');

  const environment = { ...process.env, KUBECONFIG: kubeconfig };
  const kubectl = (...words: string[]): string =>
    execFileSync(join(programs, 'kubectl'), words, {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64_000_000,
    });
  const aside = async (program: string, words: string[]): Promise<string> => {
    const child = spawn(program, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (part) => (said += String(part)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${words.join(' ')}: ${said.slice(-2_000)}`);
    return said;
  };
  const until = async (what: string, check: () => boolean, seconds: number): Promise<void> => {
    for (const deadline = Date.now() + seconds * 1_000; ;) {
      try {
        if (check()) return;
      } catch {
        // It is not there yet.
      }
      if (Date.now() > deadline) throw new Error(`${what} after ${seconds} s: logs are in ${directory}`);
      await wait(500);
    }
  };
  await until('The API server does not answer', () => kubectl('get', '--raw', '/readyz') === 'ok', 300);
  for (let number = 1; number <= nodes; number += 1) {
    start('nsenter', enter(join(import.meta.dirname, 'node.sh'), directory, programs, String(number)));
  }
  const ready = (): boolean =>
    kubectl('get', 'nodes', '--no-headers')
      .split('\n')
      .filter((line) => / Ready /.test(line)).length === nodes;
  if (nodes > 0) await until('A node is not ready', ready, 600);
  const startBeside = (script: string, ...words: string[]): void => {
    start('nsenter', enter(script, directory, ...words));
  };
  // All nodes have the same address here, so that it finds the pods of each.
  if (kubeRouter !== undefined)
    startBeside(join(import.meta.dirname, 'network-policies.sh'), kubeRouter, 'node1');

  const forwarded = new Map<string, number>();
  return {
    kubectl,
    kubectlAside: (...words) => aside(join(programs, 'kubectl'), words),
    helm: (...words) => aside(helm, words),
    read: readServer(token),
    reachable: async (address) => {
      const port = Number(address.split(':').at(-1));
      const known = forwarded.get(address) ?? (await forward(port));
      forwarded.set(address, known);
      return `${here}:${known}`;
    },
    kubeconfig,
    startBeside,
    watch: (...words) => {
      const lines: string[] = [];
      const child = spawn(join(programs, 'kubectl'), [...words, '--watch'], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      createInterface(child.stdout).on('line', (line) => lines.push(line));
      return { lines, stop: () => child.kill() };
    },
    until,
    stop: () => {
      cleanUp();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
