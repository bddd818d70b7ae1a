/** Search attributes of a report's workflow, all of type Keyword: what an operator filters by in the Temporal UI. */
export const searchAttributes = {
  reportId: 'ReportId',
  workspaceId: 'WorkspaceId',
  type: 'ReportType',
  format: 'ReportFormat',
  status: 'ReportStatus',
} as const;
