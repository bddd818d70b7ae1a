import { type ReportRequest, splitVersion } from '@reports/contracts';
import type { ReportRow } from './tables/reports.ts';

/** The request that a report's row was made from. */
export const requestOf = (row: ReportRow, workspaceName: string): ReportRequest => ({
  report_id: row.id,
  workspace_id: row.workspaceId,
  workspace_name: workspaceName,
  type: row.type,
  format: row.format,
  from: row.periodFrom,
  to: row.periodTo,
  timezone: row.timezone,
  filters: row.filters,
  ...(row.splitBy ? { split_by: row.splitBy, request_version: splitVersion } : {}),
  ...(row.datasetReportId ? { dataset_report_id: row.datasetReportId } : {}),
  ...(row.comparedTo ? { compared_to: row.comparedTo } : {}),
  ...(row.scheduledFor ? { scheduled_for: `${row.scheduledFor.toISOString().slice(0, 19)}Z` } : {}),
});

/** The id of the workflow that makes a report. */
export const workflowIdOf = ({ id, workflowId }: Pick<ReportRow, 'id' | 'workflowId'>): string =>
  workflowId ?? id;
