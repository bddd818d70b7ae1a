/**
 * Search attributes of a report's workflow and of a schedule: what an operator filters by in the Temporal UI. All that can be are given at
 * the start, which costs no write of their own. Temporal on SQL has room for ten of type Keyword in a namespace and three of each other
 * type: these are eight, one and one.
 */
export const searchAttributes = {
  reportId: 'ReportId',
  workspaceId: 'WorkspaceId',
  /** Not given where `TEMPORAL_PAYLOAD_KEYS` keeps names secret: attributes are in clear. */
  workspaceName: 'WorkspaceName',
  reportType: 'ReportType',
  reportFormat: 'ReportFormat',
  /** Of runs of a schedule: the report that has it. */
  scheduleId: 'ScheduleId',
  /** Of runs of a schedule: the instant they were due. */
  slotTime: 'SlotTime',
  /** From 1: how often the report was made, or tried to be. */
  attempt: 'Attempt',
  /** Of a report that failed: the code that its client is told. */
  errorCode: 'ErrorCode',
  /** Of a schedule: the revision and the state it was brought in line with, `3 active` or `4 paused`. */
  scheduleRevision: 'ScheduleRevision',
} as const;

type SearchAttribute = (typeof searchAttributes)[keyof typeof searchAttributes];

/** Temporal's names of the types that are not Keyword. */
const otherTypes: Partial<Record<SearchAttribute, 'Int' | 'Datetime'>> = {
  Attempt: 'Int',
  SlotTime: 'Datetime',
};

/** The type of each, as Temporal's tools call it. */
export const searchAttributeTypes = Object.fromEntries(
  Object.values(searchAttributes).map((name) => [name, otherTypes[name] ?? 'Keyword']),
) as Readonly<Record<SearchAttribute, 'Keyword' | 'Int' | 'Datetime'>>;
