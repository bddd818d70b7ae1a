import { contentTypes, storageKeys, type RenderedFile } from '@reports/contracts';
import { damagedObject, maxCopyBytes, type Storage } from '@reports/storage';
import type { Rendering } from './rendering.ts';

/**
 * The dataset's rows are the CSV report, final to the byte: storage copies them by itself, on the condition that they still have the
 * ETag that they were stored with. Rows that have none, or are too long for one call, pass through here and are hashed.
 */
export const copyCsv = async (
  storage: Storage,
  { request, dataset, attempt: { name, signal } }: Rendering,
): Promise<RenderedFile> => {
  const { rowsKey, rowsBytes: bytes, rowsSha256: sha256, rowsEtag: etag } = dataset;
  const key = storageKeys.reportFile(request.workspace_id, request.report_id, name, 'csv');
  if (etag !== undefined && bytes <= maxCopyBytes) {
    await storage.copy({ key: rowsKey, bytes, etag }, key, contentTypes.csv, signal);
  } else {
    const rows = await storage.get(rowsKey, { bytes, signal });
    const stored = await storage.put(key, rows, contentTypes.csv, signal);
    if (stored.sha256 !== sha256) throw damagedObject(rowsKey, 'its SHA-256 is another one');
  }
  return { key, bytes, sha256 };
};
