import type { FastifyRequest } from 'fastify';
import { Gauge } from 'prom-client';
import type { Health } from '@reports/service';
import type { App } from '../app-instance.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { writeProblem } from './client-errors.ts';
import { collectGarbage } from './collect-garbage.ts';
import { inflateBody, isGzip } from './inflate-body.ts';

/** A request that takes longer to arrive is refused, whatever its rate. */
export const requestTimeoutMs = 120_000;

/** A body that comes slower than this, over a whole window, is refused. */
const minBytesPerSecond = 1_024;
const windowMs = 5_000;

/** After as many bytes of bodies, memory is given back as soon as none is on its way. */
const bytesWorthCollecting = 32 * 1024 * 1024;

/** Of the bytes that may be on their way, what one workspace may have. */
const workspaceShare = 1 / 2;

interface Arriving {
  request: FastifyRequest;
  /** When it was announced, or looked at last: ms of the process's clock. */
  since: number;
  /** Of its connection, at that time. */
  bytesRead: number;
}

/**
 * Bounds what bodies cost while they are on their way: bytes of all of them and of one workspace's, from the announcement to the
 * answer, and how slowly each may come. A gzip body counts as it came and as it is inflated, which goes no further than its
 * limit. Must come after whoever sends them is known.
 */
export const registerArrivingBodies = (app: App, { metrics }: Health, maxBytes: number): void => {
  const arriving = new Set<Arriving>();
  const heldBy = new Map<string, number>();
  let held = 0;
  let uncollected = 0;
  const inFlight = new Gauge({
    name: 'http_request_body_bytes_in_flight',
    help: 'Bytes of request bodies that were announced and are not answered yet.',
    registers: [metrics],
  });

  const hold = (workspaceId: string, bytes: number): void => {
    held += bytes;
    inFlight.set(held);
    const ofWorkspace = (heldBy.get(workspaceId) ?? 0) + bytes;
    uncollected += Math.max(0, bytes);
    if (ofWorkspace === 0) heldBy.delete(workspaceId);
    else heldBy.set(workspaceId, ofWorkspace);
  };

  const hasRoomFor = (workspaceId: string, bytes: number): boolean =>
    held + bytes <= maxBytes && (heldBy.get(workspaceId) ?? 0) + bytes <= maxBytes * workspaceShare;

  app.addHook('onRequest', (request, reply, done) => {
    const bytes = announcedBytes(request);
    if (bytes === 0) return done();
    const { workspaceId } = request.caller;
    if (!hasRoomFor(workspaceId, bytes)) {
      // Node reads the rest and forgets it: a client that sends first and reads then sees the answer, not a reset.
      return done(tooMuchAtOnce());
    }
    hold(workspaceId, bytes);
    const entry: Arriving = { request, since: performance.now(), bytesRead: request.raw.socket.bytesRead };
    arriving.add(entry);
    reply.raw.once('close', () => {
      hold(workspaceId, -bytes);
      arriving.delete(entry);
    });
    done();
  });

  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!isGzip(request)) return done(null, payload);
    const limit = request.routeOptions.bodyLimit ?? 0;
    const { workspaceId } = request.caller;
    let inflated = 0;
    reply.raw.once('close', () => hold(workspaceId, -inflated));
    const content = inflateBody(payload, (bytes) => {
      if (inflated + bytes > limit) throw tooLargeInflated(limit);
      if (!hasRoomFor(workspaceId, bytes)) throw tooMuchAtOnce();
      inflated += bytes;
      hold(workspaceId, bytes);
    });
    done(null, content);
  });

  const timer = setInterval(() => {
    for (const entry of arriving) {
      const { raw } = entry.request;
      if (raw.complete) {
        arriving.delete(entry);
        continue;
      }
      const now = performance.now();
      // One that has only just come has not had its window yet.
      if (now - entry.since < windowMs * 0.9) continue;
      const { bytesRead } = raw.socket;
      if (bytesRead - entry.bytesRead < (minBytesPerSecond * windowMs) / 1_000) {
        writeProblem(tooSlow(), raw.socket);
      }
      entry.since = now;
      entry.bytesRead = bytesRead;
    }
    if (held === 0 && uncollected > bytesWorthCollecting) {
      uncollected = 0;
      void collectGarbage();
    }
  }, windowMs);
  timer.unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer);
    done();
  });
};

/** What the body may have: what its header says, or what its route takes where the header says nothing. */
const announcedBytes = ({ headers, routeOptions }: FastifyRequest): number => {
  const most = routeOptions.bodyLimit ?? 0;
  if (headers['transfer-encoding'] !== undefined) return most;
  const length = Number(headers['content-length'] ?? 0);
  // One that is too long is refused before it is read.
  return length > most ? 0 : length;
};

const tooLargeInflated = (limit: number): ProblemError =>
  new ProblemError({
    code: 'payload_too_large',
    message: `The body has more than ${limit.toLocaleString('en')} bytes when its gzip is undone.`,
  });

const tooMuchAtOnce = (): ProblemError =>
  new ProblemError({
    code: 'overloaded',
    message: 'Too many large bodies are on their way. Send this one again in a few seconds.',
  });

const tooSlow = (): ProblemError =>
  new ProblemError({
    code: 'request_timeout',
    message: `The body came slower than ${minBytesPerSecond} bytes a second.`,
  });
