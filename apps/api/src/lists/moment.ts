import { Type } from 'typebox';

/** An instant in a query, in the years that PostgreSQL and JavaScript write alike. */
export const Moment = Type.String({
  format: 'date-time',
  pattern: '^(19[7-9][0-9]|2[0-9]{3})-',
  examples: ['2024-01-31T18:00:00Z'],
});
