import type { ScheduleRequest } from '@reports/contracts';

/** The fields of a schedule that its frequency uses, in the order in which the API answers them. The others are ignored. */
export const usedFields = ({
  frequency,
  day_of_week,
  day_of_month,
  time,
  timezone,
  email,
}: ScheduleRequest): ScheduleRequest => ({
  frequency,
  ...(day_of_week !== undefined && frequency === 'weekly' && { day_of_week }),
  ...(day_of_month !== undefined && frequency === 'monthly' && { day_of_month }),
  ...(time !== undefined && { time }),
  ...(timezone !== undefined && { timezone }),
  ...(email !== undefined && { email }),
});
