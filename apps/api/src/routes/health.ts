import type { Health } from '@reports/service';
import type { App } from '../app-instance.ts';

/** `/healthz`: the process lives. `/readyz`: it can work. `/metrics`, for Prometheus. */
export const registerHealth = (app: App, health: Health): void => {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    logLevel: 'silent',
    handler: () => ({ status: 'ok' }),
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/readyz',
    logLevel: 'silent',
    handler: async (_request, reply) => {
      const readiness = await health.readiness();
      return reply
        .code(readiness.ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(readiness);
    },
  });
  app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) =>
    reply.type(health.metrics.contentType).send(await health.metrics.metrics()),
  );
};
