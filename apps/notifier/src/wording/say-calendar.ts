import { assertNever } from '@reports/contracts';
import type { Calendar } from '@reports/slots';
import { formatCount, formatWeekday, words } from '@reports/wording';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** When a schedule runs: `weekly, Monday 06:00 Europe/Berlin`. */
export const sayCalendar = (calendar: Calendar): string => {
  const say = words().mail.calendar;
  const { time, timezone } = calendar;
  switch (calendar.frequency) {
    case 'daily':
      return say.daily(time, timezone);
    case 'weekly':
      return say.weekly(formatWeekday(days.indexOf(calendar.dayOfWeek) + 1), time, timezone);
    case 'monthly':
      return calendar.dayOfMonth === 'last'
        ? say.lastDay(time, timezone)
        : say.monthly(formatCount(calendar.dayOfMonth), time, timezone);
    default:
      return assertNever(calendar);
  }
};
