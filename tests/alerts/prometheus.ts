import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { scaleRules } from './scale-rules.ts';
import { freePort, installPackages } from '@reports/local-platform/testing';

const rulesOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../infra/monitoring/rules/${name}.yml`, import.meta.url)), 'utf8');

interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: string;
}

export interface Prometheus {
  /** Alerts that fire now, of a name, with these labels. */
  firing: (name: string, labels: Record<string, string>) => Promise<Alert[]>;
  /** A query over the last minute, a value each second. Throws with what Prometheus said of it. */
  queryRange: (expr: string) => Promise<{ metric: Record<string, string>; values: [number, string][] }[]>;
  /** Ids of the traces that are exemplars of a query's series, of the last minute. */
  tracesOf: (expr: string) => Promise<string[]>;
  stop: () => Promise<void>;
}

/** Debian's package, where it is not there yet and may be installed. */
const requirePrometheus = async (): Promise<void> => {
  if (spawnSync('prometheus', ['--version']).status === 0) return;
  await installPackages(['prometheus'], {
    title: 'Installing prometheus',
    say: (line) => process.stdout.write(`${line}\n`),
  }).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  if (spawnSync('prometheus', ['--version']).status !== 0) {
    throw new Error('There is no prometheus: install it (Debian: apt-get install prometheus).');
  }
};

/** A Prometheus that scrapes and evaluates every second, with the rules at the scale of a drill. */
export const startPrometheus = async (
  directory: string,
  targets: Readonly<Record<string, number>>,
): Promise<Prometheus> => {
  await requirePrometheus();
  mkdirSync(join(directory, 'rules'), { recursive: true });
  for (const name of ['reports', 'slo']) {
    writeFileSync(join(directory, 'rules', `${name}.yml`), scaleRules(rulesOf(name)));
  }
  const config = join(directory, 'prometheus.yml');
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['rules/*.yml'],
      scrape_configs: [
        {
          job_name: 'reports',
          // Reads the engines it reports on, which may be away for two seconds before it says so.
          scrape_interval: '3s',
          scrape_timeout: '3s',
          static_configs: Object.entries(targets).map(([instance, port]) => ({
            targets: [`127.0.0.1:${port}`],
            labels: { instance },
          })),
        },
      ],
    }),
  );
  const port = await freePort();
  const child: ChildProcess = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ask = async <Data>(path: string): Promise<Data> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const answer = (await response.json()) as { data: Data; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.data;
  };
  const lastMinute = (query: string): string => {
    const end = Date.now() / 1_000;
    return new URLSearchParams({ query, start: String(end - 60), end: String(end) }).toString();
  };
  const deadline = Date.now() + 30_000;
  while (!(await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined))?.ok) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('Prometheus does not start.');
    await wait(200);
  }
  return {
    firing: async (name, labels) => {
      const { alerts } = await ask<{ alerts: Alert[] }>('alerts');
      return alerts.filter(
        (alert) =>
          alert.state === 'firing' &&
          alert.labels['alertname'] === name &&
          Object.entries(labels).every(([label, value]) => alert.labels[label] === value),
      );
    },
    tracesOf: async (expr) => {
      const found = await ask<{ exemplars: { labels: { trace_id?: string } }[] }[]>(
        `query_exemplars?${lastMinute(expr)}`,
      );
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id ?? ''));
    },
    queryRange: async (expr) => {
      const range = `${lastMinute(expr)}&step=1`;
      const { result } = await ask<{
        result: { metric: Record<string, string>; values: [number, string][] }[];
      }>(`query_range?${range}`);
      return result;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
};
