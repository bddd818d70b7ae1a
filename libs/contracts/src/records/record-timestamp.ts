import { Type, type Static } from 'typebox';

/** An instant with any offset, as the call platform has it: `2024-01-31T18:00:00.250+05:30`. */
export const RecordTimestamp = Type.String({
  format: 'date-time',
  pattern: '^(19[7-9][0-9]|2[0-9]{3})-',
  examples: ['2024-01-31T18:00:00Z'],
});
export type RecordTimestamp = Static<typeof RecordTimestamp>;
