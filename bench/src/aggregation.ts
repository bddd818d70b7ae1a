import { createBuildDataset } from '@reports/aggregator/datasets';
import { createMetrics } from '@reports/aggregator/metrics';
import type { DatasetReference, ReportRequest } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { Storage } from '@reports/storage';
import { Registry } from 'prom-client';
import { quietLog } from './connections.ts';

/** The aggregate activity's work, called in this process. */
export const createAggregation = (
  database: Database,
  storage: Storage,
): ((request: ReportRequest) => Promise<DatasetReference>) =>
  createBuildDataset({ database, storage, metrics: createMetrics(new Registry()), log: quietLog });
