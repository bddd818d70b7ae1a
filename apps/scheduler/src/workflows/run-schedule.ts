import type { FiredSchedule, ScheduleActivities, StartedSlots } from '@reports/contracts';
import { proxyLocalActivities } from '@temporalio/workflow';
import { firedFor, localPatience } from './fired-schedule.ts';
import { followProgress } from './follow-progress.ts';
import { showOperatorWaits } from './show-operator-waits.ts';

const schedules = proxyLocalActivities<ScheduleActivities>(localPatience);

/**
 * What schedules of 0.1 start: the slot's report goes the way of a report that was asked for. Kept for one release, for
 * firings on their way; the schedules themselves are moved to `produceScheduledReport` by their reconciler.
 */
export const runSchedule = async (schedule: FiredSchedule): Promise<StartedSlots> => {
  const progress = followProgress();
  const { tell } = progress;
  showOperatorWaits(progress);
  const instant = firedFor();
  tell(`Starting the run that is due at ${instant}.`);
  const slots = await schedules.startSlots.executeWithOptions({ summary: `Slot of ${instant}` }, [
    { ...schedule, firedFor: instant },
  ]);
  tell(slots.summary);
  return slots;
};
