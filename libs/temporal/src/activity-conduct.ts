import { messageOf, ServiceError } from '@reports/service';
import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';

/** A fault that nobody foresaw is tried this often. */
const maxUnforeseenAttempts = 5;
const heartbeatEveryMs = 2_000;

/**
 * What every activity has:
 * - its errors in Temporal's words, translated once. A {@link ServiceError}'s code becomes the failure's type and it is
 *   retried or not as it says. Anything else is retried a few times, then ends as `internal_error`.
 * - a heartbeat every two seconds, so that a killed worker is noticed within the heartbeat timeout and not the far
 *   longer start-to-close one, and so that a cancellation reaches the activity.
 */
export const activityConduct: ActivityInterceptorsFactory = (context) => {
  const inbound: ActivityInboundCallsInterceptor = {
    execute: async (input, next) => {
      const heartbeat = setInterval(() => context.heartbeat(), heartbeatEveryMs);
      try {
        return await next(input);
      } catch (error) {
        throw translate(error, context);
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
  return { inbound };
};

const translate = (error: unknown, context: Context): unknown => {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (context.cancellationSignal.aborted) return new CancelledFailure('The activity was cancelled.');
  const cause = error instanceof Error ? { cause: error } : {};
  if (error instanceof ServiceError) {
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: !error.retryable,
      ...cause,
    });
  }
  return ApplicationFailure.create({
    type: 'internal_error',
    message: messageOf(error),
    nonRetryable: context.info.attempt >= maxUnforeseenAttempts,
    ...cause,
  });
};
