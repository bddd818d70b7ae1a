import type { App } from '../app-instance.ts';

/** What browsers are told of answers: they are data, to be kept out of frames and never guessed at. */
const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Constant headers, set at once: a middleware for each costs more than the rest of a request's hooks. */
export const registerSecurityHeaders = (app: App): void => {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
};
