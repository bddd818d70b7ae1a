import { Context } from '@temporalio/activity';

/** One attempt at an activity. */
export interface Attempt {
  /** No other attempt has it, in this workflow or any other: what an attempt writes is named after it. */
  name: string;
  /** From 1. */
  number: number;
  /** Aborted when nobody waits for this attempt any more: its workflow ended, or it was given to another worker. */
  signal: AbortSignal;
}

/** The attempt that the calling activity is. A reset workflow has another run id, so that its attempts are new ones, too. */
export const currentAttempt = (): Attempt => {
  const { info, cancellationSignal } = Context.current();
  return {
    name: `${info.workflowExecution?.runId}-${info.activityId}-${info.attempt}`,
    number: info.attempt,
    signal: cancellationSignal,
  };
};
