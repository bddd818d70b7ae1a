import { assertNever, type Frequency } from '@reports/contracts';
import type { NominalDay } from './nominal-days.ts';

export interface Period {
  /** First day, `2024-01-29`. */
  from: string;
  /** Last day, inclusive. */
  to: string;
}

/**
 * What a run reports on, from its nominal local date and never from the clock: daily the day before, weekly the seven
 * days that end the day before, monthly the calendar month before.
 */
export const periodBefore = (frequency: Frequency, day: NominalDay): Period => {
  const eve = day.minus({ days: 1 });
  switch (frequency) {
    case 'daily':
      return { from: eve.toISODate(), to: eve.toISODate() };
    case 'weekly':
      return { from: day.minus({ days: 7 }).toISODate(), to: eve.toISODate() };
    case 'monthly': {
      const month = day.minus({ months: 1 });
      return { from: month.startOf('month').toISODate(), to: month.endOf('month').toISODate() };
    }
    default:
      return assertNever(frequency);
  }
};
