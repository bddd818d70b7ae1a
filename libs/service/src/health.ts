import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { openMetricsType, takesOpenMetrics, writeOpenMetrics } from './open-metrics.ts';
import { createOperatorWaits, type OperatorWaits } from './operator-waits.ts';
import { release } from './release.ts';
import { sampleGauges } from './sampled-gauges.ts';
import { messageOf } from './service-error.ts';
import { isTracing } from './tracing.ts';

export interface Readiness {
  ready: boolean;
  /** `ok`, or what is wrong, for each part that the service needs; and what waits for an operator, by its code. */
  checks: Record<string, string>;
}

export interface Health {
  readonly service: string;
  /** At most a second old. */
  readiness: () => Promise<Readiness>;
  /** From now on not ready, whatever the checks say: the first step of a shutdown. */
  drain: () => void;
  /** Prometheus metrics of the process; services add their own. */
  metrics: Registry;
  /** Metrics that something else in this process writes, as Prometheus text: they are served with ours. */
  addMetrics: (write: () => Promise<string>) => void;
  /** All of them, at most a second old. OpenMetrics, with exemplars, for whom takes it where traces are made; else Prometheus' text. */
  writeMetrics: (accept: string | undefined) => Promise<{ type: string; body: string }>;
}

const checkTimeoutMs = 2_000;

/** However often it is asked: checks reach for engines, and metrics are a megabyte of text to write. */
const cachedMs = 1_000;

/** Gives what `read` gave in the last second, or is about to give, before it reads again. */
const atMostOnceASecond = <Value>(read: () => Promise<Value>): (() => Promise<Value>) => {
  let cached: { value: Promise<Value>; until: number } | undefined;
  return () => {
    const now = performance.now();
    if (cached && now < cached.until) return cached.value;
    const value = read();
    cached = { value, until: now + cachedMs };
    value.catch(() => (cached = undefined));
    return value;
  };
};

/** Joins a service's checks into one readiness. A check throws, or takes over two seconds, when its part is away. */
export const createHealth = (
  service: string,
  checks: Record<string, () => Promise<unknown> | void>,
  waits: OperatorWaits = createOperatorWaits(),
): Health => {
  let draining = false;
  const metrics = new Registry();
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics });
  waits.showOn(metrics);
  new Gauge({
    name: 'reports_build_info',
    help: 'Always 1: the release and the Node.js that this process runs.',
    labelNames: ['version', 'node'],
    registers: [metrics],
  }).set({ version: release, node: process.version }, 1);
  const others: (() => Promise<string>)[] = [];

  const run = async ([name, check]: [string, () => Promise<unknown> | void]): Promise<[string, string]> => {
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer in ${checkTimeoutMs} ms`)), checkTimeoutMs);
      });
      await Promise.race([check(), late]);
      return [name, 'ok'];
    } catch (error) {
      // The service listens before it has made all its parts.
      if (error instanceof ReferenceError) return [name, 'not started yet'];
      return [name, messageOf(error) || 'failed'];
    } finally {
      clearTimeout(timer);
    }
  };

  const check = atMostOnceASecond(async () =>
    Object.fromEntries(await Promise.all(Object.entries(checks).map(run))),
  );
  const readiness = async (): Promise<Readiness> => {
    const results = await check();
    const waiting = waits.list().map(({ code, message, items }) => [code, `${message} (${items} waiting)`]);
    return {
      ready: !draining && waiting.length === 0 && Object.values(results).every((result) => result === 'ok'),
      checks: { ...results, ...Object.fromEntries(waiting) },
    };
  };
  sampleGauges(
    metrics,
    {
      reports_ready: { help: 'Whether the service is ready, as /readyz says.' },
      reports_part_ready: {
        help: 'Whether each part that the service needs is there: the names are those of /readyz.',
        labelNames: ['part'],
      },
    },
    async () => {
      const [{ ready }, results] = await Promise.all([readiness(), check()]);
      return {
        reports_ready: [{ value: Number(ready) }],
        reports_part_ready: Object.entries(results).map(([part, result]) => ({
          labels: { part },
          value: Number(result === 'ok'),
        })),
      };
    },
  );
  // What another writer cannot tell now must not hide what we can.
  const writeOthers = () => Promise.all(others.map((write) => write().catch(() => '')));
  const writeText = atMostOnceASecond(async () => {
    const texts = await Promise.all([metrics.metrics(), writeOthers().then((written) => written.join('\n'))]);
    const body = texts.map((text) => text.trimEnd()).join('\n');
    return { type: metrics.contentType, body: `${body}\n` };
  });
  const writeWithExemplars = atMostOnceASecond(async () => ({
    type: openMetricsType,
    body: await writeOpenMetrics(metrics, { service }, await writeOthers()),
  }));

  return {
    service,
    metrics,
    addMetrics: (write) => {
      others.push(write);
    },
    writeMetrics: (accept) => (isTracing() && takesOpenMetrics(accept) ? writeWithExemplars() : writeText()),
    drain: () => {
      draining = true;
    },
    readiness,
  };
};

export interface HealthServer {
  port: number;
  close: () => Promise<void>;
}

/**
 * Serves `/healthz` (the process lives), `/readyz` (it can work) and `/metrics`, for orchestrators and Prometheus: on a port that
 * must not be reachable from outside.
 */
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
          return send(200, 'application/json', JSON.stringify({ status: 'ok', version: release }));
        case '/readyz': {
          const readiness = await health.readiness();
          return send(readiness.ready ? 200 : 503, 'application/json', JSON.stringify(readiness));
        }
        case '/metrics': {
          const { type, body } = await health.writeMetrics(request.headers.accept);
          return send(200, type, body);
        }
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
