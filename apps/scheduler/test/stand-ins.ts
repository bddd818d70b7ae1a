import {
  type AggregatorActivities,
  type RendererActivities,
  type ReportRequest,
  renderQueue,
  taskQueues,
} from '@reports/contracts';
import { ServiceError } from '@reports/service';
import { runWorker } from '@reports/temporal';
import type { TestScheduler } from './platform.ts';

let made = 0;

/**
 * An aggregator and a renderer that answer at once, each time with other keys: a report whose filter is `cmp_broken` fails, and a CSV comes
 * with the dataset.
 */
const aggregator: AggregatorActivities = {
  buildDataset: async ({ filters, report_id, format }: ReportRequest, { withFile = false } = {}) => {
    if (filters.campaign_id === 'cmp_broken') {
      throw new ServiceError({ code: 'dataset_missing', message: 'There is no dataset.', fate: 'client' });
    }
    made += 1;
    return {
      summaryKey: `datasets/ws_test/${report_id}/${made}/summary.json`,
      rowsKey: `datasets/ws_test/${report_id}/${made}/rows.csv`,
      rowCount: 12,
      rowsBytes: 840,
      rowsSha256: 'a'.repeat(64),
      dataAsOf: '2024-02-01T00:00:00Z',
      ...(withFile &&
        format === 'csv' && {
          file: { key: `files/ws_test/${report_id}/${made}.csv`, bytes: 840, sha256: 'a'.repeat(64) },
        }),
    };
  },
};
const renderer: RendererActivities = {
  renderReport: async ({ request: { report_id, format } }) => {
    made += 1;
    return {
      key: `files/ws_test/${report_id}/${made}.${format}`,
      bytes: 1_000,
      sha256: String(made).padStart(64, '0'),
      pageCount: 8,
    };
  },
};

/** Starts them beside a scheduler. */
export const startStandIns = ({ config, log }: TestScheduler): { stop: () => Promise<void> } => {
  const workers = [
    { taskQueue: taskQueues.aggregator, activities: aggregator },
    { taskQueue: renderQueue('pdf'), activities: renderer },
    { taskQueue: renderQueue('csv'), activities: renderer },
  ].map((parts) => runWorker({ ...config, log }, parts));
  return {
    stop: async () => {
      await Promise.all(workers.map(({ stop }) => stop()));
    },
  };
};
