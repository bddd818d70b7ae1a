import { Type, type Static } from 'typebox';
import { CalendarDate, Count, TimeZone, Timestamp } from '../primitives.ts';

/** What a workspace has of one kind of records. What does not apply is left out. */
export const RecordsOfKind = Type.Object({
  records: Count,
  first_day: Type.Optional(CalendarDate),
  last_day: Type.Optional(CalendarDate),
  last_received_at: Type.Optional(Timestamp),
});
export type RecordsOfKind = Static<typeof RecordsOfKind>;

/** What a workspace has of records, by kind. */
export const WorkspaceData = Type.Object({
  calls: RecordsOfKind,
  evaluations: RecordsOfKind,
  compliance_checks: RecordsOfKind,
  agents: RecordsOfKind,
  campaigns: RecordsOfKind,
});
export type WorkspaceData = Static<typeof WorkspaceData>;

/** How far the figures by days of a new home zone are. */
export const WorkspaceRebuild = Type.Object(
  {
    since: Timestamp,
    progress: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'The share of the records that is done.',
    }),
  },
  {
    description:
      'Present while figures by days of a new home time zone are being prepared. Reports are right meanwhile, those in the new zone take longer.',
  },
);
export type WorkspaceRebuild = Static<typeof WorkspaceRebuild>;

export const Workspace = Type.Object({
  workspace_id: Type.String(),
  name: Type.String(),
  timezone: TimeZone,
  data: WorkspaceData,
  rebuilding: Type.Optional(WorkspaceRebuild),
});
export type Workspace = Static<typeof Workspace>;

/** Body of `PATCH /v1/workspace`. */
export const ChangeWorkspace = Type.Object(
  {
    name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
    ),
    timezone: Type.Optional(TimeZone),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type ChangeWorkspace = Static<typeof ChangeWorkspace>;
