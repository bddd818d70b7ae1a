import {
  assertNever,
  type DayOfMonth,
  type DayOfWeek,
  type Frequency,
  type ScheduleRequest,
} from '@reports/contracts';

/** When a schedule runs: a wall clock time on certain days, in one zone. */
export type Calendar = {
  /** Wall clock, `HH:MM`. */
  time: string;
  /** IANA name. */
  timezone: string;
} & (
  | { frequency: 'daily' }
  | { frequency: 'weekly'; dayOfWeek: DayOfWeek }
  | { frequency: 'monthly'; dayOfMonth: DayOfMonth }
);

/** What a client asked for, with the contract's defaults; fields that the frequency does not use are ignored. */
export const calendarOf = (
  request: Pick<ScheduleRequest, 'frequency' | 'day_of_week' | 'day_of_month' | 'time' | 'timezone'>,
  reportTimezone: string,
): Calendar => {
  const clock = { time: request.time ?? '00:00', timezone: request.timezone ?? reportTimezone };
  const { frequency } = request;
  switch (frequency) {
    case 'daily':
      return { frequency, ...clock };
    case 'weekly':
      return { frequency, dayOfWeek: request.day_of_week ?? 'monday', ...clock };
    case 'monthly':
      return { frequency, dayOfMonth: request.day_of_month ?? 1, ...clock };
    default:
      return assertNever(frequency);
  }
};

/** A calendar as the table `schedules` holds it. */
export interface CalendarRow {
  frequency: Frequency;
  dayOfWeek: DayOfWeek | null;
  /** `1` to `28`, or `last`. */
  dayOfMonth: string | null;
  time: string;
  timezone: string;
}

/** The calendar of a stored schedule. */
export const storedCalendar = ({ frequency, dayOfWeek, dayOfMonth, time, timezone }: CalendarRow): Calendar =>
  calendarOf(
    {
      frequency,
      time,
      ...(dayOfWeek !== null && { day_of_week: dayOfWeek }),
      ...(dayOfMonth !== null && {
        day_of_month: dayOfMonth === 'last' ? dayOfMonth : Number(dayOfMonth),
      }),
    },
    timezone,
  );
