import { assertNever, type Frequency } from '@reports/contracts';
import { isoDate, monthOf, type NominalDay } from './nominal-days.ts';

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
  switch (frequency) {
    case 'daily':
      return { from: isoDate(day - 1), to: isoDate(day - 1) };
    case 'weekly':
      return { from: isoDate(day - 7), to: isoDate(day - 1) };
    case 'monthly': {
      const { first, last } = monthOf(day, -1);
      return { from: isoDate(first), to: isoDate(last) };
    }
    default:
      return assertNever(frequency);
  }
};
