import type { App } from '../app-instance.ts';

/** What browsers are told of answers: they are data, to be kept out of frames and never guessed at. */
const always = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** Means something over TLS alone. */
const overTls = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/** Constant headers, set at once: a middleware for each costs more than the rest of a request's hooks. */
export const registerSecurityHeaders = (app: App, { publicUrl }: { publicUrl: string }): void => {
  const headers = publicUrl.startsWith('https:') ? { ...always, ...overTls } : always;
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
};
