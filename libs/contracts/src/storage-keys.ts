import type { ReportFormat } from './report-format.ts';

/**
 * Names of objects in the bucket. Lifecycle rules act on their first part: `datasets/`, `files/`. `attempt` is the attempt that
 * writes them, and no other's: nothing is written twice. Readers take keys from the report's row or from a reference, never from here.
 */
export const storageKeys = {
  datasetSummary: (workspaceId: string, reportId: string, attempt: string) =>
    `datasets/${workspaceId}/${reportId}/${attempt}/summary.json`,
  datasetRows: (workspaceId: string, reportId: string, attempt: string) =>
    `datasets/${workspaceId}/${reportId}/${attempt}/rows.csv`,
  reportFile: (workspaceId: string, reportId: string, attempt: string, extension: ReportFormat | 'zip') =>
    `files/${workspaceId}/${reportId}/${attempt}.${extension}`,
} as const;
