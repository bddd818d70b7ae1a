import { type Column, getViewSelectedFields } from 'drizzle-orm';
import type { Database } from '../connect.ts';
import { type ReportDetails, reportDetails } from './report-details.ts';

const columns = Object.entries(getViewSelectedFields(reportDetails) as unknown as Record<string, Column>);

const toDetails = (row: Record<string, unknown>): ReportDetails => {
  const details: Record<string, unknown> = {};
  for (const [field, column] of columns) {
    const value = row[column.name];
    details[field] = value === null ? null : column.mapFromDriverValue(value);
  }
  return details as ReportDetails;
};

/**
 * One report of a workspace, in one statement and so one round trip: the function `find_report` sets the workspace for itself.
 * Undefined when the workspace has none with that id. Throws `database_unavailable`.
 */
export const findReport = (
  { sql, call }: Database,
  workspaceId: string,
  reportId: string,
): Promise<ReportDetails | undefined> =>
  call(async () => {
    const [row] = await sql`select * from find_report(${workspaceId}, ${reportId})`;
    return row && toDetails(row);
  });

/** Like {@link findReport}, for whoever has proved by a signed link that the report may be read, and knows no workspace. */
export const findSignedReport = (
  { sql, call }: Database,
  reportId: string,
): Promise<ReportDetails | undefined> =>
  call(async () => {
    const [row] = await sql`select * from find_report(workspace_of_report(${reportId}), ${reportId})`;
    return row && toDetails(row);
  });
