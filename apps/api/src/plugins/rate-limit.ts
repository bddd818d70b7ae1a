import type { App } from '../app-instance.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { TakeRequest } from '../rate-limits/rate-limiter.ts';

/** Counts every authenticated request, and says on each answer what the minute has left. */
export const registerRateLimit = (app: App, takeRequest: TakeRequest, limitPerMinute: number): void => {
  app.addHook('onRequest', async ({ caller }, reply) => {
    const verdict = await takeRequest(caller.workspaceId, caller.rateLimitPerMinute ?? limitPerMinute);
    reply.header('x-ratelimit-limit', verdict.limit);
    reply.header('x-ratelimit-remaining', verdict.remaining);
    reply.header('x-ratelimit-reset', verdict.resetAt);
    if (verdict.allowed) return;
    throw new ProblemError({
      code: 'rate_limit_exceeded',
      message: `The workspace has used its ${verdict.limit} requests of this minute.`,
      headers: { 'retry-after': String(verdict.retryAfter) },
    });
  });
};
