import type { ReportRequest } from '@reports/contracts';

type Ids = { report_id?: string; workspace_id?: string };
type Argument = Partial<ReportRequest> & {
  request?: ReportRequest;
  reportId?: string;
  workspaceId?: string;
};

/** The report's request that an activity's arguments carry. */
export const requestIn = ([first]: readonly unknown[]): ReportRequest | undefined => {
  const argument = (first ?? {}) as Argument;
  return argument.request ?? (argument.report_id === undefined ? undefined : (first as ReportRequest));
};

/** The ids that an activity's argument carries, under the one name that they have in every log. */
export const idsIn = (args: readonly unknown[]): Ids => {
  const { reportId, workspaceId } = (args[0] ?? {}) as Argument;
  const { report_id = reportId, workspace_id = workspaceId } = requestIn(args) ?? {};
  return {
    ...(report_id !== undefined && { report_id }),
    ...(workspace_id !== undefined && { workspace_id }),
  };
};
