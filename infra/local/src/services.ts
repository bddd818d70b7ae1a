import { join } from 'node:path';
import { httpProbe } from './engines/engine.ts';
import { root } from './layout.ts';
import type { Ports } from './ports.ts';
import type { Program } from './supervision/program.ts';

export const serviceNames = ['api', 'scheduler', 'aggregator', 'renderer', 'notifier'] as const;
export type ServiceName = (typeof serviceNames)[number];

const entryPoint = (service: ServiceName): string => join(root, 'apps', service, 'src/main.ts');

/** The process of a service. It counts as up when it lives: an engine that is away makes it unready, not dead. */
export const serviceProgram = (
  service: ServiceName,
  ports: Ports,
  environment: Readonly<Record<string, string>>,
): Program => {
  // No service migrates, so none may own the tables.
  const { DATABASE_OWNER_URL: _owner, ...forServices } = environment;
  return {
    name: service,
    command: process.execPath,
    args: ['--enable-source-maps', entryPoint(service)],
    environment: { ...forServices, HOST: '127.0.0.1', PORT: String(ports[service]) },
    withoutInherited: ['DATABASE_OWNER_URL'],
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 30_000,
    startTimeoutMs: 120_000,
    probe: httpProbe(`http://127.0.0.1:${ports[service]}/healthz`),
  };
};

/** Resolves when the service can do its work: its own `/readyz` says so. */
export const readinessProbe = (service: ServiceName, ports: Ports): (() => Promise<void>) =>
  httpProbe(`http://127.0.0.1:${ports[service]}/readyz`);
