import { calendarOf } from '@reports/slots';
import type { ScheduleRequest } from '@reports/contracts';
import { usedFields } from '@reports/resources';
import { addressesOf } from './addresses.ts';

/** The columns that hold what a client asked for. */
export const scheduleColumns = (request: ScheduleRequest, reportTimezone: string) => {
  const calendar = calendarOf(request, reportTimezone);
  return {
    frequency: calendar.frequency,
    dayOfWeek: calendar.frequency === 'weekly' ? calendar.dayOfWeek : null,
    dayOfMonth: calendar.frequency === 'monthly' ? String(calendar.dayOfMonth) : null,
    time: calendar.time,
    timezone: calendar.timezone,
    emails: addressesOf(request.email),
    requested: usedFields(request),
  };
};
