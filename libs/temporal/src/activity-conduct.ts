import { assertNever, operatorWaitSignal, type OperatorWaitNotice } from '@reports/contracts';
import {
  createOperatorWaits,
  type Fate,
  fateOf,
  messageOf,
  type OperatorWaits,
  ServiceError,
  translateSystemError,
} from '@reports/service';
import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { idsIn } from './ids-in.ts';
import { traceAttempt } from './trace-headers.ts';

/** A fault of ours is tried again after each of these: seven tries over about four minutes. */
const defaultFaultPausesMs = [1_000, 5_000, 15_000, 30_000, 60_000, 120_000];
const heartbeatEveryMs = 2_000;

/** What a failure of an activity carries, so that the workflow knows its fate. */
export interface FailureDetails {
  fate: Fate;
}

/** What the attempts at an activity know of those before: Temporal hands the last heartbeat's details to the next attempt. */
interface Progress {
  /** Attempts that ended by a fault. Those that met an engine that is away do not count. */
  faults: number;
  /** The code of what the workflow was told to wait for. */
  told?: string;
}

export interface ConductOptions {
  faultPausesMs?: readonly number[];
  /** Told which activities wait for an operator. */
  waits?: OperatorWaits;
  /** Told how each attempt ended, but for those that were cancelled. */
  onAttempt?: (attempt: EndedAttempt) => void;
}

/** One attempt at an activity, once it is over. */
export interface EndedAttempt {
  activity: string;
  args: readonly unknown[];
  /** From 1. */
  number: number;
  /** From its being due to a worker having it. */
  queuedSeconds: number;
  /** From the activity being asked for to its end, the attempts before and their pauses included, this one's queue not. */
  seconds: number;
  /** Translated; absent when it succeeded. */
  error?: unknown;
}

/**
 * What every activity has:
 * - its errors in Temporal's words, translated once, as their fate asks: what passes or waits for an operator is tried for as long
 *   as the workflow's policy says, a fault a few times over a few minutes, the client's error never again. A {@link ServiceError}'s
 *   code becomes the failure's type; anything else is an `internal_error`.
 * - what waits for an operator is noted in this process, and the workflow is told once.
 * - a heartbeat every two seconds, so that a killed worker is noticed within the heartbeat timeout and not the far
 *   longer start-to-close one, and so that a cancellation reaches the activity.
 */
export const createActivityConduct =
  ({
    faultPausesMs = defaultFaultPausesMs,
    waits = createOperatorWaits(),
    onAttempt = () => undefined,
  }: ConductOptions = {}): ActivityInterceptorsFactory =>
  (context) => {
    const inbound: ActivityInboundCallsInterceptor = {
      execute: (input, next) =>
        traceAttempt(context, { headers: input.headers, attributes: idsIn(input.args) }, () =>
          conduct(input, next),
        ),
    };
    const conduct: NonNullable<ActivityInboundCallsInterceptor['execute']> = async (input, next) => {
      const progress = progressBefore(context);
      const heartbeat = setInterval(() => context.heartbeat(progress), heartbeatEveryMs);
      const end = beginAttempt(context, input.args);
      try {
        const result = await next(input);
        waits.settle(nameOf(context));
        onAttempt(end());
        return result;
      } catch (thrown) {
        const error = translateSystemError(thrown);
        if (!context.cancellationSignal.aborted) onAttempt(end(error));
        await noteWait(error, { context, progress, waits });
        throw translate(error, { context, progress, faultPausesMs });
      } finally {
        clearInterval(heartbeat);
      }
    };
    return { inbound };
  };

/** Gives what ends the attempt that begins. Clocks of two machines may differ: nothing took less than no time. */
const beginAttempt = ({ info }: Context, args: readonly unknown[]): ((error?: unknown) => EndedAttempt) => {
  const startedAt = Date.now();
  const queuedMs = Math.max(0, startedAt - (info.currentAttemptScheduledTimestampMs || startedAt));
  return (error) => ({
    activity: info.activityType,
    args,
    number: info.attempt,
    queuedSeconds: queuedMs / 1_000,
    seconds: Math.max(0, Date.now() - (info.scheduledTimestampMs || startedAt) - queuedMs) / 1_000,
    ...(error !== undefined && { error }),
  });
};

/** A local activity has no heartbeat: there every attempt before counts. */
const progressBefore = ({ info }: Context): Progress => {
  if (info.isLocal) return { faults: info.attempt - 1 };
  return { faults: 0, ...(info.heartbeatDetails as Partial<Progress> | null | undefined) };
};

const nameOf = ({ info }: Context): string =>
  `${info.workflowExecution?.workflowId}/${info.workflowExecution?.runId}/${info.activityId}`;

/** A wait that cannot be told is shown by the pending activity's last failure all the same. */
const noteWait = async (
  error: unknown,
  { context, progress, waits }: { context: Context; progress: Progress; waits: OperatorWaits },
): Promise<void> => {
  if (!(error instanceof ServiceError) || error.fate !== 'operator' || context.cancellationSignal.aborted) {
    waits.settle(nameOf(context));
    return;
  }
  const isNew = waits.note(nameOf(context), error);
  const { workflowExecution, isLocal } = context.info;
  if (!workflowExecution || (isLocal ? !isNew : progress.told === error.code)) return;
  try {
    const { code, message } = error;
    await context.client.workflow
      .getHandle(workflowExecution.workflowId, workflowExecution.runId)
      .signal(operatorWaitSignal, { code, message } satisfies OperatorWaitNotice);
    progress.told = code;
    context.heartbeat(progress);
  } catch (failure) {
    context.log.warn('the workflow could not be told what it waits for', { error: messageOf(failure) });
  }
};

const translate = (
  error: unknown,
  {
    context,
    progress,
    faultPausesMs,
  }: { context: Context; progress: Progress; faultPausesMs: readonly number[] },
): unknown => {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (context.cancellationSignal.aborted) return new CancelledFailure('The activity was cancelled.');
  const fate = fateOf(error);
  const failure = {
    type: error instanceof ServiceError ? error.code : 'internal_error',
    message: messageOf(error),
    details: [{ fate } satisfies FailureDetails],
    ...(error instanceof Error ? { cause: error } : {}),
  };
  switch (fate) {
    case 'passing':
    case 'operator':
      return ApplicationFailure.create(failure);
    case 'client':
      return ApplicationFailure.create({ ...failure, nonRetryable: true });
    case 'fault': {
      const pauseMs = faultPausesMs[progress.faults];
      if (pauseMs === undefined) return ApplicationFailure.create({ ...failure, nonRetryable: true });
      progress.faults += 1;
      context.heartbeat(progress);
      return ApplicationFailure.create({ ...failure, nextRetryDelay: pauseMs });
    }
    default:
      return assertNever(fate);
  }
};
