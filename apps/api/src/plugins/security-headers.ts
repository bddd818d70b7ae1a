import helmet from '@fastify/helmet';
import type { App } from '../app-instance.ts';

/** What browsers are told of answers: they are data, to be kept out of frames and never guessed at. */
export const registerSecurityHeaders = (app: App): void => {
  void app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // Files behind signed links may be shown by pages of other origins.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    xPermittedCrossDomainPolicies: false,
    xssFilter: false,
  });
};
