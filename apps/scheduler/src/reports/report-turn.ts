import { assertNever, type ReportTurn } from '@reports/contracts';
import { requestOf, type RequestRow, workflowIdOf } from '@reports/database';

/** What a workflow that is to make a report has to do, by the report's row: what is finished, or another workflow's, is left alone. */
export const turnOf = (row: RequestRow, workspaceName: string, workflowId: string): ReportTurn => {
  const isOwn = workflowIdOf(row) === workflowId;
  switch (row.status) {
    case 'completed':
      return nothing(`Nothing to do: report ${row.id} is completed and stays as it is.`);
    case 'failed':
      return nothing(
        `Nothing was done: report ${row.id} has failed (${row.errorCode}) and stays so. POST /v1/reports/${row.id}/retry makes it again.`,
        isOwn,
      );
    case 'generating':
      return isOwn
        ? { make: requestOf(row, workspaceName) }
        : nothing(`Nothing to do: workflow ${workflowIdOf(row)} makes report ${row.id}.`);
    default:
      return assertNever(row.status);
  }
};

const nothing = (sentence: string, failed = false): ReportTurn => ({ nothing: sentence, failed });
