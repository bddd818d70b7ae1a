import type { ReportFormat } from './report-format.ts';

/** Names of objects in the bucket. Lifecycle rules act on their first part: `datasets/`, `files/`. */
export const storageKeys = {
  datasetSummary: (workspaceId: string, reportId: string) =>
    `datasets/${workspaceId}/${reportId}/summary.json`,
  datasetRows: (workspaceId: string, reportId: string) => `datasets/${workspaceId}/${reportId}/rows.csv`,
  reportFile: (workspaceId: string, reportId: string, format: ReportFormat) =>
    `files/${workspaceId}/${reportId}.${format}`,
} as const;
