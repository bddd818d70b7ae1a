import { assertNever } from '@reports/contracts';
import type { Calendar } from './calendar.ts';

/** In words: `weekly, Monday 06:00 Europe/Berlin`. */
export const describeCalendar = (calendar: Calendar): string =>
  `${calendar.frequency}, ${daysOf(calendar)}${calendar.time} ${calendar.timezone}`;

const daysOf = (calendar: Calendar): string => {
  switch (calendar.frequency) {
    case 'daily':
      return '';
    case 'weekly':
      return `${calendar.dayOfWeek.charAt(0).toUpperCase()}${calendar.dayOfWeek.slice(1)} `;
    case 'monthly':
      return calendar.dayOfMonth === 'last' ? 'last day ' : `day ${calendar.dayOfMonth} `;
    default:
      return assertNever(calendar);
  }
};
