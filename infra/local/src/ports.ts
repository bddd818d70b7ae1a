import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Say } from './terminal.ts';

/** Every port the platform listens on: where `npm start` looks first, and the setting that chooses another. */
const settings = {
  api: { variable: 'REPORTS_API_PORT', first: 8080 },
  temporalUi: { variable: 'REPORTS_TEMPORAL_UI_PORT', first: 8233 },
  mail: { variable: 'REPORTS_MAIL_PORT', first: 1080 },
  minioConsole: { variable: 'REPORTS_MINIO_CONSOLE_PORT', first: 9001 },
  postgres: { variable: 'REPORTS_POSTGRES_PORT', first: 54320 },
  nats: { variable: 'REPORTS_NATS_PORT', first: 4222 },
  natsMonitor: { variable: 'REPORTS_NATS_MONITOR_PORT', first: 8222 },
  temporal: { variable: 'REPORTS_TEMPORAL_PORT', first: 7233 },
  temporalHttp: { variable: 'REPORTS_TEMPORAL_HTTP_PORT', first: 7243 },
  minio: { variable: 'REPORTS_MINIO_PORT', first: 9000 },
  smtp: { variable: 'REPORTS_SMTP_PORT', first: 1025 },
  apiInternal: { variable: 'REPORTS_API_INTERNAL_PORT', first: 8180 },
  scheduler: { variable: 'REPORTS_SCHEDULER_PORT', first: 8181 },
  aggregator: { variable: 'REPORTS_AGGREGATOR_PORT', first: 8182 },
  renderer: { variable: 'REPORTS_RENDERER_PORT', first: 8183 },
  notifier: { variable: 'REPORTS_NOTIFIER_PORT', first: 8184 },
} as const;

export type PortName = keyof typeof settings;
export type Ports = Record<PortName, number>;

const portNames = Object.keys(settings) as PortName[];

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((closed) => {
      server.close(closed);
    });
  }
};

/** Held for as long as this process lives. */
const reserved = new Set<Server>();

/**
 * Takes a port for this process before anything listens on it: another one that looks for ports at the same time would find it free as well.
 * The reservation is a socket of Linux that has a name and no file, so it goes with the process. Elsewhere it is a matter of luck.
 */
const reserve = async (port: number): Promise<boolean> => {
  if (process.platform !== 'linux') return true;
  const server = createServer().unref();
  try {
    server.listen(`\0reports-port-${port}`);
    await once(server, 'listening');
    reserved.add(server);
    return true;
  } catch {
    return false;
  }
};

/**
 * Below the range from which systems draw the ports of outgoing connections (from 32768 on Linux, from 49152 elsewhere): a
 * connection that happened to have the port would keep a program from starting again. Above the well-known ports.
 */
const randomRange = { first: 20_000, end: 32_000 } as const;

/** A random free port, no other than any of this process or of another one that asks here. */
export const randomPort = async (): Promise<number> => {
  let port: number;
  do port = randomInt(randomRange.first, randomRange.end);
  while (!((await reserve(port)) && (await isFree(port))));
  return port;
};

/** Random free ports, all different: what tests use, so that they never meet a running platform. */
export const randomPorts = async (): Promise<Ports> => {
  const ports: Partial<Ports> = {};
  for (const name of portNames) ports[name] = await randomPort();
  return ports as Ports;
};

const chosen = (variable: string): number | undefined => {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${variable}=${text} is not a port number`);
  return port;
};

/**
 * The well-known ports, or the next free ones, saying so. A port chosen by a setting is taken or refused, never replaced.
 */
export const familiarPorts = async (say: Say): Promise<Ports> => {
  const taken = new Set<number>();
  const ports: Partial<Ports> = {};
  for (const name of portNames) {
    const { variable, first } = settings[name];
    const wanted = chosen(variable);
    if (wanted !== undefined && (taken.has(wanted) || !(await isFree(wanted)))) {
      throw new Error(
        `Port ${wanted} (${variable}) is busy: stop what listens there, or set ${variable} to another port`,
      );
    }
    let port = wanted ?? first;
    while (taken.has(port) || !(await isFree(port))) port += 1;
    if (port !== (wanted ?? first))
      say(`Port ${first} is busy: ${name} uses ${port} (${variable} chooses another)`);
    taken.add(port);
    ports[name] = port;
  }
  return ports as Ports;
};
