import { join } from 'node:path';
import { httpProbe } from './engines/engine.ts';
import { root } from './layout.ts';
import type { Ports } from './ports.ts';
import { harmless, type ServiceName, serviceNames, serviceSettings } from './service-settings.ts';
import type { Program } from './supervision/program.ts';

export { harmless, type ServiceName, serviceNames, serviceSettings };

const entryPoint = (service: ServiceName): string => join(root, 'apps', service, 'src/main.ts');

/**
 * A burst of schedules and a workbook's rows are many objects that live for a moment: they are collected sooner, and C's allocator keeps
 * fewer arenas. As the images have it.
 */
export const sparing: Partial<
  Record<ServiceName, { options: string[]; environment?: Record<string, string> }>
> = {
  scheduler: {
    options: ['--max-semi-space-size=8', '--heap-growing-percent=40'],
    environment: { MALLOC_ARENA_MAX: '2' },
  },
  renderer: { options: ['--max-semi-space-size=16'] },
};

/** The process of a service. It counts as up when it lives: an engine that is away makes it unready, not dead. */
export const serviceProgram = (
  service: ServiceName,
  ports: Ports,
  environment: Readonly<Record<string, string>>,
): Program => {
  // Whoever takes a service over has what it was given, and not what the others were.
  const given = [...harmless, ...serviceSettings[service]];
  const own = Object.entries(environment).filter(([setting]) => given.includes(setting));
  return {
    name: service,
    command: process.execPath,
    args: [...(sparing[service]?.options ?? []), entryPoint(service)],
    environment: {
      ...Object.fromEntries(own),
      ...sparing[service]?.environment,
      HOST: '127.0.0.1',
      PORT: String(ports[service]),
      ...(service === 'api' && { INTERNAL_PORT: String(ports.apiInternal) }),
    },
    inherits: given,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 30_000,
    startTimeoutMs: 120_000,
    probe: httpProbe(`http://127.0.0.1:${ports[service]}/healthz`),
  };
};

/** Resolves when the service can do its work: its own `/readyz` says so. */
export const readinessProbe = (service: ServiceName, ports: Ports): (() => Promise<void>) =>
  httpProbe(`http://127.0.0.1:${service === 'api' ? ports.apiInternal : ports[service]}/readyz`);
