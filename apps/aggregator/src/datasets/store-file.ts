import {
  contentTypes,
  type RenderedFile,
  type ReportRequest,
  storageKeys,
  streamedListOf,
} from '@reports/contracts';
import { maxCopyBytes, type Storage, type StoredObject } from '@reports/storage';

interface Dataset {
  data: unknown;
  /** `rows.csv`, once it is stored. */
  rows: Promise<StoredObject>;
}

/**
 * Stores a report's file where the dataset has it as it is, the same to the byte as the renderer makes it: a CSV report is `rows.csv`, which
 * storage copies by itself, and a JSON report is `data`, unless its type has a list that streams. Undefined: the file has to be rendered.
 */
export const storeFile = async (
  storage: Storage,
  { workspace_id: workspaceId, report_id: reportId, type, format, split_by: splitBy }: ReportRequest,
  attempt: string,
  { data, rows }: Dataset,
  signal: AbortSignal,
): Promise<RenderedFile | undefined> => {
  if (splitBy !== undefined) return undefined;
  const key = storageKeys.reportFile(workspaceId, reportId, attempt, format);
  if (format === 'csv') {
    const stored = await rows;
    if (stored.bytes > maxCopyBytes) return undefined;
    await storage.copy(stored, key, contentTypes.csv, signal);
    return { key, bytes: stored.bytes, sha256: stored.sha256 };
  }
  if (format === 'json' && streamedListOf(type) === undefined) {
    const file = Buffer.from(JSON.stringify(data));
    const { bytes, sha256 } = await storage.put(key, file, contentTypes.json, signal);
    return { key, bytes, sha256 };
  }
  return undefined;
};
