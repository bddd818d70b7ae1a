import { Type } from 'typebox';

/** An instant in a query, in the years that PostgreSQL and JavaScript write alike, with an offset that PostgreSQL takes: less than 16 hours. */
export const Moment = Type.String({
  format: 'date-time',
  pattern: '^(19[7-9][0-9]|2[0-9]{3})-.*([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9])$',
  examples: ['2024-01-31T18:00:00Z'],
});
