import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { messageOf } from './service-error.ts';

export interface Readiness {
  ready: boolean;
  /** `ok`, or what is wrong, for each part that the service needs. */
  checks: Record<string, string>;
}

export interface Health {
  readiness: () => Promise<Readiness>;
  /** From now on not ready, whatever the checks say: the first step of a shutdown. */
  drain: () => void;
  /** Prometheus metrics of the process; services add their own. */
  metrics: Registry;
}

const checkTimeoutMs = 2_000;

/** Joins a service's checks into one readiness. A check throws, or takes over two seconds, when its part is away. */
export const createHealth = (
  service: string,
  checks: Record<string, () => Promise<unknown> | void>,
): Health => {
  let draining = false;
  const metrics = new Registry();
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics });

  const run = async ([name, check]: [string, () => Promise<unknown> | void]): Promise<[string, string]> => {
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer in ${checkTimeoutMs} ms`)), checkTimeoutMs);
      });
      await Promise.race([check(), late]);
      return [name, 'ok'];
    } catch (error) {
      return [name, messageOf(error) || 'failed'];
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    metrics,
    drain: () => {
      draining = true;
    },
    readiness: async () => {
      const results = Object.fromEntries(await Promise.all(Object.entries(checks).map(run)));
      return {
        ready: !draining && Object.values(results).every((result) => result === 'ok'),
        checks: results,
      };
    },
  };
};

export interface HealthServer {
  port: number;
  close: () => Promise<void>;
}

/** Serves `/healthz` (the process lives), `/readyz` (it can work) and `/metrics` for a service that has no HTTP of its own. */
export const startHealthServer = async (
  health: Health,
  { host, port }: { host: string; port: number },
): Promise<HealthServer> => {
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    const answer = async () => {
      switch (request.url) {
        case '/healthz':
          return send(200, 'application/json', '{"status":"ok"}');
        case '/readyz': {
          const readiness = await health.readiness();
          return send(readiness.ready ? 200 : 503, 'application/json', JSON.stringify(readiness));
        }
        case '/metrics':
          return send(200, health.metrics.contentType, await health.metrics.metrics());
        default:
          return send(404, 'application/json', '{"status":"not found"}');
      }
    };
    answer().catch((error: unknown) => send(500, 'text/plain', messageOf(error)));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: portOf(server), close: () => closeServer(server) };
};

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const closeServer = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
};
