import { workflowInfo } from '@temporalio/workflow';

/** Set by Temporal on what a schedule starts: the instant it was due, however late it starts. */
const scheduledStartTime = { name: 'TemporalScheduledStartTime', type: 'DATETIME' } as const;

/** The instant that the schedule of this workflow fired for. */
export const firedFor = (): string => {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return (typedSearchAttributes.get(scheduledStartTime) ?? startTime).toISOString();
};

/** Of local activities: PostgreSQL is waited for. */
export const localPatience = {
  startToCloseTimeout: '10s',
  localRetryThreshold: '30s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '15s' },
} as const;
