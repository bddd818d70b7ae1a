import type { Slot } from '@reports/slots';
import type { ScheduleSlot } from '@reports/contracts';
import { formatTimestamp } from '@reports/resources';

/** A slot as the API answers it. */
export const slotResource = ({ scheduledFor, localTime, from, to }: Slot): ScheduleSlot => ({
  scheduled_for: formatTimestamp(scheduledFor),
  local_time: localTime,
  from,
  to,
});
