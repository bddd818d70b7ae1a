import type { Readable } from 'node:stream';
import type { ReportDetails } from '@reports/database';
import { ServiceError } from '@reports/service';
import type { Storage } from '@reports/storage';
import { ProblemError } from '../problems/problem-error.ts';

/** Whether its file can still be read. */
export const isFileKept = (report: ReportDetails, now = new Date()): boolean =>
  report.status === 'completed' && (report.fileRetainedUntil === null || report.fileRetainedUntil > now);

/**
 * Opens a completed report's file. Throws `file_missing` when storage has lost it, `file_damaged` when it is
 * not as long as it was, `storage_unavailable`: all before the first byte.
 */
export const openFile = async (
  storage: Storage,
  report: ReportDetails,
  range?: { offset: number; length: number },
): Promise<Readable> => {
  try {
    return await storage.get(report.fileKey ?? '', { bytes: report.fileBytes ?? 0, ...(range && { range }) });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'object_damaged') {
      throw new ProblemError({
        code: 'file_damaged',
        message: `The file of report ${report.id} is not the one that was made: it was cut or written over. Post the report again.`,
        cause: error,
      });
    }
    if (error.code !== 'object_missing') throw error;
    throw new ProblemError({
      code: 'file_missing',
      message: `The file of report ${report.id} is gone from storage before its time. Post the report again.`,
      cause: error,
    });
  }
};
