import { traceHeader } from '@reports/contracts/workflows';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/**
 * Hands the trace that a workflow was started in on to its activities, as a header. Headers are no part of what a replay compares, so
 * runs with and without a trace replay alike.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let carried = {};
  return {
    inbound: [
      {
        execute: (input, next) => {
          const trace = input.headers[traceHeader];
          if (trace) carried = { [traceHeader]: trace };
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next({ ...input, headers: { ...input.headers, ...carried } }),
        scheduleLocalActivity: (input, next) => next({ ...input, headers: { ...input.headers, ...carried } }),
      },
    ],
  };
};
