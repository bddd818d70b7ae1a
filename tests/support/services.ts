import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@reports/local-platform/testing';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const serviceNames = ['api', 'scheduler', 'aggregator', 'renderer', 'notifier'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service as a process of its own, with what it has said so far. */
export const spawnService = (
  service: string,
  environment: Readonly<Record<string, string>>,
  root = repository,
): { child: ChildProcess; output: () => string } => {
  const child = spawn(process.execPath, [join(root, 'apps', service, 'src/main.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
};

export interface Services {
  /** The api's address. */
  url: string;
  /** Where each answers `/metrics`. */
  metricsPorts: Readonly<Record<ServiceName, number>>;
  childOf: (service: ServiceName) => ChildProcess;
  output: () => string;
  outputOf: (service: ServiceName) => string;
  /** Those that have ended by themselves: nobody starts them again, as a supervisor would. */
  ended: () => ServiceName[];
  stop: () => Promise<void>;
}

/** The five services of a checkout on engines that are there. Resolves when each answers. */
export const startServices = async (
  environment: Readonly<Record<string, string>>,
  root = repository,
): Promise<Services> => {
  const ports = await Promise.all(serviceNames.map(() => freePort()));
  const url = `http://127.0.0.1:${ports[0]}`;
  const INTERNAL_PORT = String(await freePort());
  const started = serviceNames.map((service, index) =>
    spawnService(
      service,
      {
        ...environment,
        PUBLIC_URL: url,
        PORT: String(ports[index]),
        ...(service === 'api' && { INTERNAL_PORT }),
      },
      root,
    ),
  );
  const output = () => started.map((service) => service.output()).join('');
  const outputOf = (service: ServiceName) => started[serviceNames.indexOf(service)]?.output() ?? '';
  const childOf = (service: ServiceName): ChildProcess => {
    const { child } = started[serviceNames.indexOf(service)] ?? {};
    if (!child) throw new Error(`There is no ${service}`);
    return child;
  };
  const stop = async () => {
    await Promise.all(
      started.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }),
    );
  };
  const deadline = Date.now() + 180_000;
  const answer = (port: number | undefined) =>
    fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
  while ((await Promise.all(ports.map(answer))).includes(undefined)) {
    const ended = started.some(({ child }) => child.exitCode !== null);
    if (ended || Date.now() > deadline) {
      await stop();
      throw new Error(`Not every service answers:\n${output()}`);
    }
    await wait(100);
  }
  const ended = () =>
    serviceNames.filter((_, index) => {
      const child = started[index]?.child;
      return child?.exitCode !== null || child.signalCode !== null;
    });
  const metricsPorts = Object.fromEntries(
    serviceNames.map((service, index) => [service, service === 'api' ? Number(INTERNAL_PORT) : ports[index]]),
  ) as Record<ServiceName, number>;
  return { url, metricsPorts, childOf, output, outputOf, ended, stop };
};
