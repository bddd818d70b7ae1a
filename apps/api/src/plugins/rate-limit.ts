import type { App } from '../app-instance.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { TakeRequest, Verdict } from '../rate-limits/rate-limiter.ts';

/** Counts every authenticated request, and says on each answer what the minute has left. */
export const registerRateLimit = (app: App, takeRequest: TakeRequest): void => {
  app.addHook('onRequest', ({ caller }, reply, done) => {
    const apply = (verdict: Verdict) => {
      reply.header('x-ratelimit-limit', verdict.limit);
      reply.header('x-ratelimit-remaining', verdict.remaining);
      reply.header('x-ratelimit-reset', verdict.resetAt);
      // As the IETF's draft has them: the quota of each window of 60 s, what remains of it, and for how long.
      reply.header('ratelimit-policy', `"minute";q=${verdict.limit};w=60`);
      reply.header('ratelimit', `"minute";r=${verdict.remaining};t=${verdict.retryAfter}`);
      if (verdict.allowed) done();
      else done(exceeded(verdict));
    };
    const verdict = takeRequest(caller.workspaceId, caller.limits.requestsPerMinute);
    if (verdict instanceof Promise) verdict.then(apply, done);
    else apply(verdict);
  });
};

const exceeded = ({ limit, retryAfter }: Verdict): ProblemError =>
  new ProblemError({
    code: 'rate_limit_exceeded',
    message: `The workspace has used its ${limit} requests of this minute.`,
    headers: { 'retry-after': String(retryAfter) },
  });
