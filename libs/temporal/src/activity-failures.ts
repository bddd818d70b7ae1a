import { ServiceError } from '@reports/service';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';

/**
 * Translates a {@link ServiceError} into Temporal's words, once: the failure's type is the error's code, its message is for
 * a person, and it is retried or not as the error says. Anything else is left as it is and retried.
 */
export const translateActivityFailures: ActivityInterceptorsFactory = () => {
  const inbound: ActivityInboundCallsInterceptor = {
    execute: async (input, next) => {
      try {
        return await next(input);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        throw ApplicationFailure.create({
          type: error.code,
          message: error.message,
          nonRetryable: !error.retryable,
          ...(error.cause instanceof Error ? { cause: error.cause } : {}),
        });
      }
    },
  };
  return { inbound };
};
