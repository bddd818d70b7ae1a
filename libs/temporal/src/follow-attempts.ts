import type { ReportRequest } from '@reports/contracts';
import { isWaitedFor, type Logger, type Phase, type Phases, ServiceError } from '@reports/service';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { EndedAttempt } from './activity-conduct.ts';

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

type Ids = { report_id?: string; workspace_id?: string };
type Argument = Partial<ReportRequest> & {
  request?: ReportRequest;
  reportId?: string;
  workspaceId?: string;
};

const requestIn = ([first]: readonly unknown[]): ReportRequest | undefined => {
  const argument = (first ?? {}) as Argument;
  return argument.request ?? (argument.report_id === undefined ? undefined : (first as ReportRequest));
};

/** The ids that an activity's argument carries, under the one name that they have in every log. */
const idsIn = (args: readonly unknown[]): Ids => {
  const { reportId, workspaceId } = (args[0] ?? {}) as Argument;
  const { report_id = reportId, workspace_id = workspaceId } = requestIn(args) ?? {};
  return {
    ...(report_id !== undefined && { report_id }),
    ...(workspace_id !== undefined && { workspace_id }),
  };
};
