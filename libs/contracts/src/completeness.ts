import { Type, type Static } from 'typebox';
import { CalendarDate } from './primitives.ts';

const NewestDay = Type.Union([CalendarDate, Type.Null()]);

/**
 * How complete the records were that a report was made of, in the snapshot that gave its figures. It is about the workspace's records of the
 * kinds that the type draws from, whatever the report's filters: whether they have come in, not whether the filters chose any.
 */
export const Completeness = Type.Object({
  data_through: Type.Object(
    {
      calls: Type.Optional(NewestDay),
      evaluations: Type.Optional(NewestDay),
      compliance_checks: Type.Optional(NewestDay),
    },
    {
      description:
        'For each kind of records that the type draws from, the day of the newest one inside the period; null where there is none.',
    },
  ),
  days_without_data: Type.Array(CalendarDate, {
    description:
      'Days of the period that were over and had no record of any of these kinds, whatever the filters.',
  }),
  complete: Type.Boolean({
    description: 'Whether the period was over, in its time zone, and each of its days had a record.',
  }),
});
export type Completeness = Static<typeof Completeness>;
