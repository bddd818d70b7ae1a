import { randomUUID } from 'node:crypto';
import type { DatasetReference, RecordKind, RecordOf, ReportRequest, ReportType } from '@reports/contracts';
import { connectDatabase, type Database } from '@reports/database';
import { createTestBucket, createTestDatabase } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { connectStorage, type Storage } from '@reports/storage';
import type { Attempt } from '@reports/temporal';
import { sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { createBuildDataset } from '../src/datasets/build-dataset.ts';
import { createMetrics } from '../src/metrics.ts';
import { readRecords } from '../src/records/read-records.ts';
import { createStoreRecords, type StoreRecords } from '../src/records/store-records.ts';
import { toBatch } from '../src/records/to-batch.ts';

export interface Report {
  reference: DatasetReference;
  summary: { row_count: number; data_as_of: string; data: Record<string, unknown> };
  /** The file, as it is. */
  csv: string;
}

/** The aggregator's parts on a database and a bucket of their own, without bus and Temporal. */
export interface Aggregator {
  ownerUrl: string;
  /** As role reports_aggregator. */
  url: string;
  database: Database;
  /** As a role that may do what all services do: for what a test makes and looks at. */
  shared: Database;
  createWorkspace: (id: string, timezone?: string) => Promise<void>;
  /** A server that is down. */
  unreachable: Database;
  storage: Storage;
  metrics: ReturnType<typeof createMetrics>;
  storeRecords: StoreRecords;
  build: (request: ReportRequest, signal?: AbortSignal) => Promise<DatasetReference>;
  /** Stores records as one message; each call's version is higher than the last one's, unless it is given. */
  send: <Kind extends RecordKind>(
    kind: Kind,
    records: RecordOf<Kind>[],
    options?: { workspaceId?: string; version?: bigint },
  ) => Promise<void>;
  /** Makes a report and reads it back from storage. */
  report: (type: ReportType, request?: Partial<ReportRequest>) => Promise<Report>;
  close: () => Promise<void>;
}

/** An attempt like no other. */
export const anAttempt = (signal = new AbortController().signal): Attempt => ({
  name: randomUUID(),
  number: 1,
  signal,
});

export const log = createLogger({ service: 'test', level: 'silent' });

export const createAggregator = async (): Promise<Aggregator> => {
  const [server, bucket] = await Promise.all([createTestDatabase(), createTestBucket()]);
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
  await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B')`);
  await owner.close();

  const url = server.urlOf('reports_aggregator');
  const database = connectDatabase({ url, applicationName: 'test-aggregator' });
  const shared = connectDatabase({ url: server.appUrl, applicationName: 'test' });
  const storage = connectStorage({ ...bucket, retentionDays: {} });
  const metrics = createMetrics(new Registry());
  const storeRecords = createStoreRecords({ database });
  // Few, so that a handful is read as thousands are.
  const buildDataset = createBuildDataset({ database, storage, metrics, rowsPerPart: 4 });
  const build: Aggregator['build'] = (request, signal) => buildDataset(request, anAttempt(signal));
  const unreachable = connectDatabase({
    url: 'postgres://reports_app:x@127.0.0.1:1/none',
    applicationName: 'test-away',
  });
  let lastVersion = 0n;
  let reports = 0;

  return {
    ownerUrl: server.ownerUrl,
    url,
    database,
    shared,
    createWorkspace: async (id, timezone = 'UTC') => {
      const admin = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
      await admin.orm.execute(
        sql`insert into workspaces (id, name, timezone) values (${id}, 'Property', ${timezone})`,
      );
      await admin.close();
    },
    unreachable,
    storage,
    metrics,
    storeRecords,
    build,
    send: async (kind, records, { workspaceId = 'ws_a', version = (lastVersion += 1n) } = {}) => {
      await storeRecords(workspaceId, kind, [toBatch(kind, readRecords(kind, records), version)]);
    },
    report: async (type, request = {}) => {
      reports += 1;
      const reference = await build({
        report_id: `rpt_${reports}`,
        workspace_id: 'ws_a',
        workspace_name: 'A',
        type,
        format: 'json',
        from: '2024-01-01',
        to: '2024-01-31',
        timezone: 'UTC',
        filters: {},
        ...request,
      });
      const [summary, csv] = await Promise.all([
        storage.getBuffer(reference.summaryKey),
        storage.getBuffer(reference.rowsKey),
      ]);
      return { reference, summary: JSON.parse(summary.toString()) as Report['summary'], csv: csv.toString() };
    },
    close: async () => {
      await Promise.all([database.close(), unreachable.close()]);
      await server.drop();
    },
  };
};
