/** Search attributes of a report's workflow, all of type Keyword: what an operator filters by in the Temporal UI. */
export const searchAttributes = {
  reportId: 'ReportId',
  workspaceId: 'WorkspaceId',
  reportType: 'ReportType',
  reportFormat: 'ReportFormat',
  /** `generating`, `completed` or `failed`. */
  reportStatus: 'ReportStatus',
} as const;
