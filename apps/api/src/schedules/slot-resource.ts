import type { ScheduleSlot } from '@reports/contracts';
import type { SlotOfSchedule } from '@reports/database';
import { formatTimestamp } from '@reports/resources';

/** A slot as the API answers it. */
export const slotResource = ({ scheduledFor, localTime, from, to }: SlotOfSchedule): ScheduleSlot => ({
  scheduled_for: formatTimestamp(scheduledFor),
  local_time: localTime,
  from,
  to,
});
