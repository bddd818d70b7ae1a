import { Type, type Static } from 'typebox';
import './formats.ts';

/** A calendar date, `2024-01-31`. What zone it lies in is said beside it. */
export const CalendarDate = Type.String({
  format: 'date',
  pattern: '^(19[7-9][0-9]|2[0-9]{3})-[0-9]{2}-[0-9]{2}$',
  examples: ['2024-01-31'],
  description: 'An ISO 8601 calendar date, 1970-01-01 to 2999-12-31.',
});
export type CalendarDate = Static<typeof CalendarDate>;

/** An instant in UTC, whole seconds: `2024-01-31T18:00:00Z`. */
export const Timestamp = Type.String({
  format: 'date-time',
  pattern: '^(19[7-9][0-9]|2[0-9]{3})-',
  examples: ['2024-01-31T18:00:00Z'],
  description: 'An instant in UTC, to the second, 1970-01-01 to 2999-12-31.',
});
export type Timestamp = Static<typeof Timestamp>;

/** An IANA zone name. */
export const TimeZone = Type.String({
  minLength: 1,
  maxLength: 64,
  format: 'time-zone',
  examples: ['Asia/Kolkata'],
  description: 'An IANA time zone name.',
});
export type TimeZone = Static<typeof TimeZone>;

export const EmailAddress = Type.String({
  format: 'email',
  maxLength: 254,
  examples: ['qa-team@yourcompany.com'],
});
export type EmailAddress = Static<typeof EmailAddress>;

/** An identifier that a call platform chose: any text without control characters. */
export const ExternalId = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
});
export type ExternalId = Static<typeof ExternalId>;

/** A rate from 0 to 1: two decimals, up to four where it would else read 0 or 1 and is not; null where the divisor is 0. */
export const Rate = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
  description:
    'A rate from 0 to 1, two decimals. It is 0 or 1 only when it is exactly that: else up to four decimals show the difference (0.996). Null where there is nothing to divide by.',
});
export type Rate = Static<typeof Rate>;

/** The share of a period's connected calls that were evaluated or checked. */
export const Coverage = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
  description:
    'The share of connected_calls that was evaluated or checked. Null where no call connected, or where more were evaluated or checked than connected, which then were calls of earlier days.',
});
export type Coverage = Static<typeof Coverage>;

/** A mean score with one decimal; null where nothing was scored. */
export const Score = Type.Union([Type.Number(), Type.Null()], {
  description: 'A mean score, one decimal; null where nothing was scored.',
});
export type Score = Static<typeof Score>;

export const Count = Type.Integer({ minimum: 0 });
export type Count = Static<typeof Count>;

/** Whole seconds; null where no call was connected. */
export const AverageDuration = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
  description: 'Mean duration of connected calls in whole seconds; null where none connected.',
});
export type AverageDuration = Static<typeof AverageDuration>;

/** Weeks and periods with fewer records are shown, but not compared in words. */
export const minComparedRecords = 20;

/** The days of a week that lie in the report's period: seven, unless the period begins or ends inside the week. */
export const weekDays = {
  from: Type.Optional(CalendarDate),
  to: Type.Optional(CalendarDate),
};

/** An ISO 8601 week, `2024-W01`. */
export const IsoWeek = Type.String({ pattern: '^[0-9]{4}-W[0-9]{2}$', examples: ['2024-W01'] });
export type IsoWeek = Static<typeof IsoWeek>;
