import type { FiredSchedule, ScheduleActivities, StartedSlots } from '@reports/contracts';
import { proxyLocalActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { showOperatorWaits } from './show-operator-waits.ts';

const schedules = proxyLocalActivities<ScheduleActivities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '30s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** Set by Temporal on what a schedule starts: the instant it was due, however late it starts. */
const scheduledStartTime = { name: 'TemporalScheduledStartTime', type: 'DATETIME' } as const;

/** A slot of a schedule, from Temporal's firing to the run's own report, which then goes the way of every report. */
export const runSchedule = async (schedule: FiredSchedule): Promise<StartedSlots> => {
  showOperatorWaits();
  const { typedSearchAttributes, startTime } = workflowInfo();
  const firedFor = (typedSearchAttributes.get(scheduledStartTime) ?? startTime).toISOString();
  setCurrentDetails(`Starting the run that is due at ${firedFor}.`);
  const slots = await schedules.startSlots.executeWithOptions({ summary: `Slot of ${firedFor}` }, [
    { ...schedule, firedFor },
  ]);
  setCurrentDetails(slots.summary);
  return slots;
};
