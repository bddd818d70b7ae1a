import { newerInSummary, readFigure } from '@reports/contracts';
import { newerVersion, ServiceError } from '@reports/service';
import type { Storage } from '@reports/storage';
import type { ReadFigure } from '../ledger/record-deliveries.ts';

/**
 * Reads the figure of a run's condition from its frozen dataset. A dataset that is gone has none; storage that is away throws `storage_unavailable`, so
 * that the event waits.
 */
export const createReadFigure =
  (storage: Storage): ReadFigure =>
  async ({ type, dataset, figure }) => {
    try {
      const summary = JSON.parse((await storage.getBuffer(dataset.summaryKey)).toString()) as {
        data?: unknown;
      };
      const newer = newerInSummary(summary);
      if (newer.length > 0) throw newerVersion(newer);
      return readFigure(type, summary.data, figure);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'object_missing') return null;
      throw error;
    }
  };
