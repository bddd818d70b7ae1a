import type { Health } from '@reports/service';
import { Counter } from 'prom-client';
import type { App } from '../app-instance.ts';
import { readApiKey } from '../keys/api-key.ts';
import type { FailedKeys } from '../keys/failed-keys.ts';
import type { FindCaller, Found } from '../keys/find-caller.ts';
import { ProblemError } from '../problems/problem-error.ts';

interface Dependencies {
  findCaller: FindCaller;
  failedKeys: FailedKeys;
  health: Health;
}

/** Finds out who asks; refuses whoever has no valid key, and whoever has had too many that were not. */
export const registerAuthentication = (
  app: App,
  { findCaller, failedKeys, health: { metrics } }: Dependencies,
): void => {
  const refused = new Counter({
    name: 'http_refused_keys_total',
    help: 'Requests without a valid API key: none, one of a wrong form or checksum, an unknown one, or one too many of these.',
    labelNames: ['reason'],
    registers: [metrics],
  });
  for (const reason of ['none', 'malformed', 'unknown', 'limited']) refused.inc({ reason }, 0);
  app.addHook('onRequest', (request, _reply, done) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      refused.inc({ reason: 'none' });
      return done(withoutKey());
    }
    const conclude = (found: Found | 'malformed') => {
      if (typeof found === 'object') {
        request.caller = found;
        return done();
      }
      refused.inc({ reason: found });
      done(found === 'limited' ? tooManyWrongKeys(failedKeys.retryAfter(request.ip)) : wrongKey());
    };
    const key = readApiKey(authorization);
    if (!key) return conclude(failedKeys.take(request.ip) ? 'malformed' : 'limited');
    // A remembered key is known at once: a promise for each request would cost more than the check.
    const found = findCaller(key, request.ip);
    if (found instanceof Promise) found.then(conclude, done);
    else conclude(found);
  });
};

const withoutKey = (): ProblemError =>
  new ProblemError({
    code: 'unauthorized',
    message: 'The request has no API key: send Authorization: Bearer KEY.',
  });

const wrongKey = (): ProblemError =>
  new ProblemError({ code: 'unauthorized', message: 'The API key is unknown, revoked or expired.' });

const tooManyWrongKeys = (retryAfter: number): ProblemError =>
  new ProblemError({
    code: 'too_many_wrong_keys',
    message: `Too many API keys from this address were wrong. Check the key, and try again in ${retryAfter} s.`,
    headers: { 'retry-after': String(retryAfter) },
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
