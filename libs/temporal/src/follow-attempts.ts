import { isWaitedFor, type Logger, type Phase, type Phases, ServiceError } from '@reports/service';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { EndedAttempt } from './activity-conduct.ts';
import { idsIn, requestIn } from './ids-in.ts';

/** What is told of one activity: of its success, and which part of a report's way it is. */
interface Followed {
  /** The message of its line; absent: only failures have one. */
  done?: string;
  phase?: Phase;
  queue?: Phase;
}

/** What waits for an engine says so at its first try and then at each tenth: an outage is one line a minute, not one for each try. */
const saidEvery = 10;

/**
 * For `onAttempt` of workers: each activity's end as one line of the log, with the ids of its report, and as an observation of its phase.
 */
export const followAttempts =
  ({
    log,
    phases,
    activities,
  }: {
    log: Logger;
    phases: Phases;
    activities: Readonly<Record<string, Followed>>;
  }) =>
  ({ activity, args, number, queuedSeconds, seconds, error }: EndedAttempt): void => {
    const { done, phase, queue } = activities[activity] ?? {};
    const request = requestIn(args);
    const about = {
      ...idsIn(args),
      activity,
      attempt: number,
      queued_ms: Math.round(queuedSeconds * 1_000),
      duration_ms: Math.round(seconds * 1_000),
    };
    if (error !== undefined) {
      if (error instanceof CancelledFailure) return;
      const isRepeated = isWaitedFor(error) && number % saidEvery !== 1;
      const isAnswer = error instanceof ServiceError && error.fate === 'client';
      const level = isRepeated ? 'debug' : isAnswer || error instanceof ApplicationFailure ? 'info' : 'warn';
      log[level]({ ...about, err: error }, 'an activity failed');
      return;
    }
    if (request) {
      const { type, format } = request;
      if (queue) phases.observe({ phase: queue, type, format }, queuedSeconds);
      if (phase) phases.observe({ phase, type, format }, seconds);
      Object.assign(about, { type, format });
    }
    log[done === undefined ? 'debug' : 'info'](about, done ?? 'an activity is done');
  };
