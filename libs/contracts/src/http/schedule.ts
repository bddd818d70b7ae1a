import { Type, type Static } from 'typebox';
import { ReportFilters } from '../filters.ts';
import { CalendarDate, EmailAddress, TimeZone, Timestamp } from '../primitives.ts';
import { ReportFormat } from '../report-format.ts';
import { Delivery } from './delivery.ts';
import { Warning } from './warning.ts';

export const Frequency = Type.Enum(['daily', 'weekly', 'monthly']);
export type Frequency = Static<typeof Frequency>;

/** In ISO order: index + 1 is the ISO weekday. */
export const daysOfWeek = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export const DayOfWeek = Type.Enum([...daysOfWeek]);
export type DayOfWeek = (typeof daysOfWeek)[number];

export const DayOfMonth = Type.Union([Type.Integer({ minimum: 1, maximum: 28 }), Type.Literal('last')]);
export type DayOfMonth = Static<typeof DayOfMonth>;

const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', examples: ['06:00'] });

/** One address, or up to 50. */
export const Recipients = Type.Union([EmailAddress, Type.Array(EmailAddress, { minItems: 1, maxItems: 50 })]);

/** When a run is mailed: the figure, and one of the three. */
export const DeliverIf = Type.Object(
  {
    figure: Type.String({
      minLength: 1,
      maxLength: 300,
      examples: ['pass_rate'],
      description:
        'A path to a number in the `data` of the type: `pass_rate`, `totals.reach_rate`; of a list by the first member of its items: `by_agent.agt_7.overall_score`, `violations.critical`.',
    }),
    below: Type.Optional(Type.Number()),
    above: Type.Optional(Type.Number()),
    changed_by: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'At least, up or down, since the run that was mailed last.',
      }),
    ),
  },
  {
    additionalProperties: false,
    minProperties: 2,
    maxProperties: 2,
    description:
      'E-mail goes out once when the figure is `below` or `above`, and once when it no longer is; with `changed_by` each time that it has changed so much. Webhooks and failures are not held back.',
  },
);
export type DeliverIf = Static<typeof DeliverIf>;

/** How runs are mailed. */
const deliveryFields = {
  attach: Type.Optional(
    Type.Boolean({
      description: 'Whether the file goes with the mail, which has its link anyway. Else yes.',
    }),
  ),
  skip_if_empty: Type.Optional(
    Type.Boolean({ description: 'Whether a run without rows is not mailed. Else it is.' }),
  ),
  deliver_if: Type.Optional(Type.Union([DeliverIf, Type.Null()])),
};

const calendarFields = {
  frequency: Frequency,
  day_of_week: Type.Optional(DayOfWeek),
  day_of_month: Type.Optional(DayOfMonth),
  time: Type.Optional(TimeOfDay),
  timezone: Type.Optional(TimeZone),
  email: Type.Optional(Recipients),
};

/** A schedule as a client asks for it. Fields that its frequency does not use are ignored. */
export const ScheduleRequest = Type.Object(
  { ...calendarFields, ...deliveryFields },
  { additionalProperties: false },
);
export type ScheduleRequest = Static<typeof ScheduleRequest>;

/** What coming runs are made with where it is not as the report was asked for. */
const madeWith = { format: Type.Optional(ReportFormat), filters: Type.Optional(ReportFilters) };

/** Which one of a schedule: each change makes the next. */
const Version = Type.Integer({ minimum: 1 });

export const ScheduleChange = Type.Partial(
  Type.Object({ ...calendarFields, ...deliveryFields, ...madeWith, paused: Type.Boolean() }),
  {
    additionalProperties: false,
    minProperties: 1,
  },
);
export type ScheduleChange = Static<typeof ScheduleChange>;

/** A schedule as the API answers it: what is in force, defaults filled in, and when it runs next. */
export const Schedule = Type.Object({
  ...calendarFields,
  time: TimeOfDay,
  timezone: TimeZone,
  attach: deliveryFields.attach,
  skip_if_empty: deliveryFields.skip_if_empty,
  deliver_if: Type.Optional(DeliverIf),
  ...madeWith,
  version: Version,
  paused: Type.Boolean(),
  next_run_at: Type.Optional(
    Type.String({ ...Timestamp, description: 'Left out while the schedule is paused.' }),
  ),
});
export type Schedule = Static<typeof Schedule>;

export const ScheduleSlot = Type.Object({
  scheduled_for: Timestamp,
  local_time: Type.String({ description: 'Wall clock in the zone of the schedule.' }),
  from: CalendarDate,
  to: CalendarDate,
});
export type ScheduleSlot = Static<typeof ScheduleSlot>;

export const ScheduleCancelled = Type.Object({
  report_id: Type.String(),
  scheduled: Type.Boolean({ description: 'Always false.' }),
  message: Type.String(),
});
export type ScheduleCancelled = Static<typeof ScheduleCancelled>;

/** The answer of `GET` and `PATCH /v1/reports/{id}/schedule`. */
export const ScheduleState = Type.Object({
  report_id: Type.String(),
  scheduled: Type.Boolean({ description: 'Always true.' }),
  schedule: Schedule,
  warnings: Type.Optional(
    Type.Array(Warning, {
      description:
        'Values of the filters of a change that no record of the workspace has had. Left out where there is nothing to say.',
    }),
  ),
});
export type ScheduleState = Static<typeof ScheduleState>;

/** Body of `POST /v1/reports/{id}/schedule/runs`. */
export const StartRun = Type.Object(
  {
    scheduled_for: Type.Optional(
      Type.String({
        ...Timestamp,
        description:
          'A past slot of the schedule. Left out: run now, for the period that a slot now would have.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type StartRun = Static<typeof StartRun>;

/** A run that was started by hand. */
export const StartedRun = Type.Object({
  report_id: Type.String({ description: 'The report that the run makes.' }),
  source_report_id: Type.String({ description: 'The report that has the schedule.' }),
  status: Type.Literal('generating'),
  ...ScheduleSlot.properties,
});
export type StartedRun = Static<typeof StartedRun>;

export const RunStatus = Type.Enum(['generating', 'completed', 'failed', 'missed', 'deleted']);
export type RunStatus = Static<typeof RunStatus>;

/** The newest slot of a schedule. */
export const LastRun = Type.Object({
  scheduled_for: Timestamp,
  status: RunStatus,
  report_id: Type.Optional(Type.String({ description: 'Left out: the slot was missed.' })),
});
export type LastRun = Static<typeof LastRun>;

/** Whether a completed run was mailed, and why. */
export const MailDecision = Type.Object({
  mailed: Type.Boolean(),
  reason: Type.Enum(
    ['became_true', 'recovered', 'changed', 'as_before', 'first', 'no_value', 'late', 'empty'],
    {
      description:
        '`became_true`, `recovered`: the condition came or went. `changed`: by so much. `as_before`: nothing to tell. `first`: what later runs are compared with. `no_value`: the report has no such figure. `late`: a later slot was decided before. `empty`: no rows.',
    },
  ),
  figure: Type.Optional(Type.String()),
  value: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], { description: 'What the figure was in this run.' }),
  ),
});
export type MailDecision = Static<typeof MailDecision>;

/** One slot of a schedule: an item of `GET /v1/reports/{id}/runs`. */
export const ScheduleRun = Type.Object({
  ...ScheduleSlot.properties,
  status: RunStatus,
  report_id: Type.Optional(Type.String({ description: 'Left out: the slot was missed.' })),
  schedule_version: Type.Optional(Version),
  mail: Type.Optional(MailDecision),
  deliveries: Type.Array(Delivery),
});
export type ScheduleRun = Static<typeof ScheduleRun>;
