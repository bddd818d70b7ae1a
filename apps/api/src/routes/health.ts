import { release } from '@reports/service';
import type { App } from '../app-instance.ts';

/** `/healthz`: the process lives. Readiness and metrics are served on the internal port. */
export const registerHealth = (app: App): void => {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    logLevel: 'silent',
    handler: () => ({ status: 'ok', version: release }),
  });
};
