import { type ReportRequest, splitVersion } from '@reports/contracts';
import { type ReportRow, reports } from './tables/reports.ts';

/** The columns of a report that say what is asked for, by which workflow, and how far it is: a third of them all. */
export const requestColumns = {
  id: reports.id,
  workspaceId: reports.workspaceId,
  type: reports.type,
  format: reports.format,
  status: reports.status,
  periodFrom: reports.periodFrom,
  periodTo: reports.periodTo,
  timezone: reports.timezone,
  filters: reports.filters,
  splitBy: reports.splitBy,
  datasetReportId: reports.datasetReportId,
  comparedTo: reports.comparedTo,
  scheduledFor: reports.scheduledFor,
  workflowId: reports.workflowId,
  errorCode: reports.errorCode,
};

export type RequestRow = Pick<ReportRow, keyof typeof requestColumns>;

/** The request that a report's row was made from. */
export const requestOf = (row: RequestRow, workspaceName: string): ReportRequest => ({
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
export const workflowIdOf = ({ id, workflowId }: Pick<RequestRow, 'id' | 'workflowId'>): string =>
  workflowId ?? id;
