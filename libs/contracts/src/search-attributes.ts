/** Search attributes of a report's workflow and of a schedule, all of type Keyword: what an operator filters by in the Temporal UI. */
export const searchAttributes = {
  reportId: 'ReportId',
  workspaceId: 'WorkspaceId',
  reportType: 'ReportType',
  reportFormat: 'ReportFormat',
  /** Of workflows of 0.1: `generating`, `completed` or `failed`. Temporal's own `ExecutionStatus` says it now. */
  reportStatus: 'ReportStatus',
  /** Of a schedule: the revision and the state it was brought in line with, `3 active` or `4 paused`. */
  scheduleRevision: 'ScheduleRevision',
} as const;
