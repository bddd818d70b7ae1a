import { beginSpan, isTracing, type Span } from '@reports/service';
import type { App } from '../app-instance.ts';

/** Where a request keeps its span: a field, since entries of a WeakMap cost each collection of garbage. */
const spanKey = Symbol('span');

declare module 'fastify' {
  interface FastifyRequest {
    [spanKey]?: Span | undefined;
  }
}

/**
 * A span for each request, where traces are wanted; a client that traces sends its `traceparent`, and its trace goes on. Before all
 * other hooks, so that these are parts of it.
 */
export const registerTracing = (app: App): void => {
  if (!isTracing()) return;
  app.decorateRequest(spanKey, undefined);

  app.addHook('onRequest', (request, _reply, done) => {
    const { traceparent } = request.headers;
    const span = beginSpan(`${request.method} ${request.routeOptions.url ?? 'unknown'}`, {
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : undefined,
      attributes: { 'http.request.method': request.method, 'http.route': request.routeOptions.url },
    });
    request[spanKey] = span;
    span.run(done);
  });
  // A body comes by events of its socket, which know nothing of the request.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined) done();
    else request[spanKey]?.run(done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = request[spanKey];
    span?.note({ 'http.response.status_code': reply.statusCode });
    if (reply.statusCode >= 500) span?.fail(new Error(`answered ${reply.statusCode}`));
    // The line of the log is written by a hook after this one.
    if (span) span.run(done);
    else done();
    span?.end();
  });
};
