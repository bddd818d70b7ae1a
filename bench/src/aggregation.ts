import { createBuildDataset } from '@reports/aggregator/datasets';
import { createMetrics } from '@reports/aggregator/metrics';
import type { DatasetReference, ReportRequest } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { Storage } from '@reports/storage';
import { Registry } from 'prom-client';
import { anAttempt } from './connections.ts';

/** The aggregate activity's work, called in this process. */
export const createAggregation = (
  database: Database,
  storage: Storage,
): ((request: ReportRequest) => Promise<DatasetReference>) => {
  const metrics = createMetrics(new Registry());
  const build = createBuildDataset({ database, storage, metrics });
  return (request) => build(request, anAttempt());
};
