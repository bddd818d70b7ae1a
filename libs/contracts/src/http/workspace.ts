import { Type, type Static } from 'typebox';
import { ChangeTargets, Targets } from '../targets.ts';
import { Branding } from './branding.ts';
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

/** What a workspace may have. */
export const WorkspaceLimits = Type.Object({
  requests_per_minute: Count,
  webhooks: Count,
  schedules: { ...Count, description: 'That are not cancelled.' },
  reports_generating: { ...Count, description: 'At once.' },
  runs_per_hour: {
    ...Count,
    description: 'Runs in 60 minutes past which none is started by hand. Those that are due always start.',
  },
  emails_per_day: { ...Count, description: 'In a day of UTC. More wait for the next.' },
});
export type WorkspaceLimits = Static<typeof WorkspaceLimits>;

/** In lower case, an internationalised one in its ASCII form. */
const RecipientDomain = Type.String({
  maxLength: 253,
  pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
  examples: ['yourcompany.com'],
});

const labelsOf = (what: string) =>
  Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]{1,200}$' }),
      Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
      {
        additionalProperties: false,
        maxProperties: 1_000,
        description: `Of ${what}, by what records call them.`,
      },
    ),
  );

/** What readers are shown in place of codes, by code. */
export const Labels = Type.Object(
  {
    dispositions: labelsOf('dispositions'),
    parameters: labelsOf('parameters of evaluation forms'),
    checks: labelsOf('compliance checks'),
  },
  {
    additionalProperties: false,
    description:
      'What PDF, XLSX and e-mail show in place of codes; JSON and CSV keep the codes. A report has the labels of the time when its figures were made. ' +
      'Those of dispositions also decide the columns of the CSV of call_summary: one for each, whether it has calls or not.',
  },
);
export type Labels = Static<typeof Labels>;

export const Workspace = Type.Object({
  workspace_id: Type.String(),
  name: Type.String(),
  timezone: TimeZone,
  labels: Labels,
  branding: Branding,
  limits: WorkspaceLimits,
  allowed_recipient_domains: Type.Array(Type.String(), {
    description: 'Domains that mail may go to. Empty: any.',
  }),
  targets: Targets,
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
    allowed_recipient_domains: Type.Optional(
      Type.Array(RecipientDomain, {
        maxItems: 100,
        description:
          'Domains that mail may go to, in lower case; each stands for itself alone, not for those below it. Empty: any. Holds for new ' +
          'reports and schedules, and for all mail from now on.',
      }),
    ),
    targets: Type.Optional(ChangeTargets),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type ChangeWorkspace = Static<typeof ChangeWorkspace>;
