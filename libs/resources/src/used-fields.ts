import type { ScheduleRequest } from '@reports/contracts';

/**
 * The fields of a schedule that its frequency uses, in the order in which the API answers them. The others are ignored. How runs are
 * mailed is always said, so that the database can tell it from a service of 1.0.0, which does not know of it.
 */
export const usedFields = ({
  frequency,
  day_of_week,
  day_of_month,
  time,
  timezone,
  email,
  attach = true,
  skip_if_empty = false,
  deliver_if = null,
}: ScheduleRequest): ScheduleRequest => ({
  frequency,
  ...(day_of_week !== undefined && frequency === 'weekly' && { day_of_week }),
  ...(day_of_month !== undefined && frequency === 'monthly' && { day_of_month }),
  ...(time !== undefined && { time }),
  ...(timezone !== undefined && { timezone }),
  ...(email !== undefined && { email }),
  attach,
  skip_if_empty,
  deliver_if,
});
