import {
  contentTypes,
  storageKeys,
  type DatasetReference,
  type RenderedFile,
  type ReportRequest,
} from '@reports/contracts';
import type { Storage } from '@reports/storage';

/** The dataset's rows are the CSV report, final to the byte: storage copies them by itself. */
export const copyCsv = async (
  storage: Storage,
  request: ReportRequest,
  { rowsKey, rowsBytes, rowsSha256 }: DatasetReference,
): Promise<RenderedFile> => {
  const key = storageKeys.reportFile(request.workspace_id, request.report_id, 'csv');
  await storage.copy(rowsKey, key, contentTypes.csv);
  return { key, bytes: rowsBytes, sha256: rowsSha256 };
};
