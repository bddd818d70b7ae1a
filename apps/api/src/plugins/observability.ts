import { createDurations, type Health } from '@reports/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app-instance.ts';

/** Seconds. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** Refused for their key or their number: whoever sends thousands shall not fill a disk with lines that say the same. */
const sampledStatuses = new Set([401, 429]);
const sampleMs = 1_000;

/** Lets one line of a kind through in each second, and says how many it kept back before; undefined: this one is kept back. */
const createSample = (): (() => number | undefined) => {
  let nextAt = 0;
  let keptBack = 0;
  return () => {
    const now = performance.now();
    if (now < nextAt) {
      keptBack += 1;
      return undefined;
    }
    nextAt = now + sampleMs;
    const before = keptBack;
    keptBack = 0;
    return before;
  };
};

/** Whether the client asked to be answered when its report is done, with `?wait=` or `Prefer: wait=`. */
const isHeld = ({ query, headers }: FastifyRequest): boolean =>
  Number((query as { wait?: unknown } | undefined)?.wait ?? 0) > 0 ||
  /\bwait\b/i.test(String(headers['prefer']));

/** The report that a request is about: of its path, or the one that it made, as `Location` says. */
const reportIdOf = ({ params }: FastifyRequest, reply: FastifyReply): string | undefined => {
  const { reportId } = (params ?? {}) as { reportId?: unknown };
  const [, madeId] = /^\/v1\/reports\/(\w+)$/.exec(String(reply.getHeader('location'))) ?? [];
  return madeId ?? (typeof reportId === 'string' && /^rpt_\w{1,60}$/.test(reportId) ? reportId : undefined);
};

/** One line of log and one observation for each request. Reads that succeed are the most and tell the least: `debug`. */
export const registerObservability = (app: App, { metrics }: Health): void => {
  const durations = createDurations({
    name: 'http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer. held: it was asked to wait until a report is done, so that its time is not ours.',
    labelNames: ['method', 'route', 'status', 'held'],
    buckets,
    registers: [metrics],
  });
  const sample = createSample();
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode, elapsedTime } = reply;
    const held = isHeld(request) ? 'yes' : 'no';
    durations.observe({ method: request.method, route, status: statusCode, held }, elapsedTime / 1_000);
    if (request.routeOptions.logLevel === 'silent') return done();
    const unlogged = sampledStatuses.has(statusCode) ? sample() : 0;
    if (unlogged === undefined) return done();
    const reportId = reportIdOf(request, reply);
    const level = request.method === 'GET' && statusCode < 400 ? 'debug' : 'info';
    request.log[level](
      {
        request: request.id,
        method: request.method,
        // Without the query: signed links carry their token there.
        path: request.url.split('?', 1)[0],
        status: statusCode,
        ms: Math.round(elapsedTime * 10) / 10,
        ...(unlogged > 0 && { unlogged }),
        ...(request.caller && { workspace_id: request.caller.workspaceId }),
        ...(reportId !== undefined && { report_id: reportId }),
      },
      'request',
    );
    done();
  });
};
