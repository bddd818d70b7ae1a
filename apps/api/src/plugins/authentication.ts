import type { App } from '../app-instance.ts';
import { readApiKey } from '../keys/api-key.ts';
import type { Caller, FindCaller } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Finds out who asks; refuses whoever has no valid key. */
export const registerAuthentication = (app: App, findCaller: FindCaller): void => {
  app.addHook('onRequest', (request, _reply, done) => {
    const key = readApiKey(request.headers.authorization);
    const admit = (caller: Caller | undefined) => {
      if (!caller) return done(unauthorized(request.headers.authorization));
      request.caller = caller;
      done();
    };
    // A remembered key is known at once: a promise for each request would cost more than the check.
    const found = key && findCaller(key);
    if (found instanceof Promise) found.then(admit, done);
    else admit(found);
  });
};

const unauthorized = (authorization: string | undefined): ProblemError =>
  new ProblemError({
    code: 'unauthorized',
    message: authorization
      ? 'The API key is unknown, revoked or expired.'
      : 'The request has no API key: send Authorization: Bearer KEY.',
  });

/** Refuses what a key's scope does not allow: read_only keys read, and only admin keys manage keys. */
export const registerScopes = (app: App): void => {
  app.addHook('onRequest', (request, _reply, done) => {
    const { scope } = request.caller;
    const needsAdmin = request.routeOptions.config.scope === 'admin';
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (scope === 'admin' || (!needsAdmin && (reads || scope === 'read_write'))) return done();
    done(
      new ProblemError({
        code: 'insufficient_scope',
        message: `This key's scope is ${scope}, and the request needs ${needsAdmin ? 'admin' : 'read_write'}.`,
      }),
    );
  });
};
