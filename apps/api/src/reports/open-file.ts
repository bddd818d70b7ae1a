import type { Readable } from 'node:stream';
import type { ReportDetails } from '@reports/database';
import { ServiceError } from '@reports/service';
import type { Storage } from '@reports/storage';
import { ProblemError } from '../problems/problem-error.ts';

/** Whether its file can still be read. */
export const isFileKept = (report: ReportDetails, now = new Date()): boolean =>
  report.status === 'completed' && (report.fileRetainedUntil === null || report.fileRetainedUntil > now);

/** Opens a completed report's file. Throws `file_missing` when storage has lost it, `storage_unavailable`. */
export const openFile = async (
  storage: Storage,
  report: ReportDetails,
  range?: { offset: number; length: number },
): Promise<Readable> => {
  try {
    return await storage.get(report.fileKey ?? '', range);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'object_missing') throw error;
    throw new ProblemError({
      code: 'file_missing',
      message: `The file of report ${report.id} is gone from storage before its time. Post the report again.`,
      cause: error,
    });
  }
};
