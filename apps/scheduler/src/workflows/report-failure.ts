import type { ReportFailure } from '@reports/contracts';
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';

export const cancelledReport: ReportFailure = {
  code: 'cancelled',
  message: 'An operator cancelled the report. Post it again if it is still wanted.',
  retryable: true,
};

const cancelledBecause = (reason: string): ReportFailure => ({
  ...cancelledReport,
  message: `An operator cancelled the report: ${/[.!?]$/.test(reason) ? reason : `${reason}.`} Post it again if it is still wanted.`,
});

/** What a report's client is told of the error that ended its workflow. `reason`: why an operator cancelled it. */
export const reportFailure = (error: unknown, reason?: string): ReportFailure => {
  if (isCancellation(error)) return reason === undefined ? cancelledReport : cancelledBecause(reason);
  const cause = error instanceof ActivityFailure ? error.cause : error;
  // Waited for until the day was over.
  if (cause instanceof TimeoutFailure || isWaitedFor(cause)) {
    return {
      code: 'deadline_exceeded',
      message: 'The report could not be made within a day. Post it again, perhaps for a shorter period.',
      retryable: true,
    };
  }
  if (cause instanceof ApplicationFailure && cause.type && cause.type !== 'internal_error') {
    return {
      code: cause.type,
      message: cause.message,
      retryable: fateOf(cause) === 'fault' || !cause.nonRetryable,
    };
  }
  return {
    code: 'internal_error',
    message: 'The report could not be made because of a fault on our side. It has been logged under its id.',
    retryable: true,
  };
};

/** What the activity's worker wrote beside its failure; a worker of an older release writes nothing. */
const fateOf = ({ details }: ApplicationFailure): unknown =>
  (details?.[0] as { fate?: unknown } | undefined)?.fate;

const isWaitedFor = (cause: unknown): boolean =>
  cause instanceof ApplicationFailure && ['passing', 'operator'].includes(String(fateOf(cause)));
