import { contentTypes, storageKeys, type RenderedFile } from '@reports/contracts';
import type { Storage } from '@reports/storage';
import type { Rendering } from './rendering.ts';

/** The dataset's rows are the CSV report, final to the byte: storage copies them by itself. */
export const copyCsv = async (
  storage: Storage,
  { request, dataset, attempt }: Rendering,
): Promise<RenderedFile> => {
  const key = storageKeys.reportFile(request.workspace_id, request.report_id, attempt.name, 'csv');
  await storage.copy(dataset.rowsKey, key, contentTypes.csv);
  return { key, bytes: dataset.rowsBytes, sha256: dataset.rowsSha256 };
};
