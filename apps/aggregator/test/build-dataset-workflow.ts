import type { AggregatorActivities, DatasetReference, ReportRequest } from '@reports/contracts';
import { proxyActivities } from '@temporalio/workflow';

/** The aggregator's part of `produceReport`, alone. */
export const buildDatasetAlone = (request: ReportRequest): Promise<DatasetReference> =>
  proxyActivities<AggregatorActivities>({
    taskQueue: 'aggregator',
    startToCloseTimeout: '1m',
    heartbeatTimeout: '10s',
    retry: { initialInterval: '100ms' },
  }).buildDataset(request);
