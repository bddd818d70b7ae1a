import { performance } from 'node:perf_hooks';
import {
  type AggregatorActivities,
  type BuiltDataset,
  type Branding,
  type Completeness,
  type Labels,
  newerInRequest,
  type ReportRequest,
  reportTypes,
  storageKeys,
} from '@reports/contracts';
import {
  type Database,
  type Reading,
  readSnapshot,
  type Snapshot,
  type SnapshotReader,
} from '@reports/database';
import { newerVersion } from '@reports/service';
import type { Storage } from '@reports/storage';
import { type Attempt, currentAttempt } from '@reports/temporal';
import type { Metrics } from '../metrics.ts';
import { completeness } from '../relations/completeness.ts';
import { reportQueries } from '../reports/index.ts';
import type { RowsQuery } from '../reports/report-queries.ts';
import { findRollups } from '../rollups/find-rollups.ts';
import { findTeamAgents } from '../scope/find-team-agents.ts';
import { type Scope, scopeOf, sessionTimezoneOf } from '../scope/scope.ts';
import { type Fragment, sql } from '../sql/fragment.ts';
import { compareReports } from './compare-reports.ts';
import { type CsvPiece, csvPieces, headerLine, takeFirstRow } from './csv-file.ts';
import { translateQueryError } from './query-error.ts';
import { createRowParts, type RowParts } from './row-parts.ts';
import { storeFile } from './store-file.ts';
import { storeRows } from './store-rows.ts';
import { writeSummary } from './summary.ts';
import type { WorkspaceSlots } from './workspace-slots.ts';

export interface DatasetDependencies {
  database: Database;
  /** Where first attempts read; absent: on `database`. Later ones do there anyway: a replica may have ended the query. */
  nextReading?: () => Promise<Reading>;
  storage: Storage;
  metrics: Metrics;
  /** Of a part where rows are read in parts; few enough that it takes a tenth of a second. */
  rowsPerPart?: number;
}

/** A little under the activity's own time, so that the client is told why. */
const queryTimeoutMs = 25 * 60_000;
const workMemoryKb = 64 * 1024;

/**
 * Makes a report's dataset: two queries at once over one snapshot, of which many rows may be read by both connections, then `rows.csv` and
 * `summary.json` in storage. The same request over the same records gives the same bytes, but for `data_as_of`. The attempt's signal ends the query and the uploads that run.
 */
export const createBuildDataset =
  ({ database, nextReading, storage, metrics, rowsPerPart = 16_000 }: DatasetDependencies) =>
  async (
    request: ReportRequest,
    { name, number, signal }: Attempt,
    { withFile = false } = {},
  ): Promise<BuiltDataset> => {
    const startedAt = performance.now();
    const { workspace_id: workspaceId, report_id: reportId, type } = request;
    const rowsKey = storageKeys.datasetRows(workspaceId, reportId, name);
    const summaryKey = storageKeys.datasetSummary(workspaceId, reportId, name);
    const newer = newerInRequest(request);
    if (newer.length > 0) throw newerVersion(newer);

    const read = async (snapshot: Snapshot) => {
      const found = await findRollups(snapshot, request);
      const scope = scopeOf(request, { ...found, teamAgents: await findTeamAgents(snapshot, request) });
      const queries = reportQueries[type];
      const query = queries.data(scope);
      const rowsQuery = queries.rows(scope);
      const parts = await cutRows(snapshot, rowsQuery, rowsPerPart);
      const [data, rows] = await snapshot.together(
        async (reader) => {
          // Sent at once: the connection takes them in turn.
          const [text, complete, shown] = await Promise.all([
            query && readData(reader, query),
            readCompleteness(reader, type, scope),
            readShown(reader),
          ]);
          await parts?.read(reader);
          return { text, ...complete, ...shown };
        },
        async (reader) => {
          const { header, pieces, data: text, reading } = await readRows(reader, rowsQuery, parts);
          const [stored, read] = await Promise.allSettled([
            storeRows(storage, rowsKey, header, pieces, signal),
            reading,
          ]);
          if (stored.status === 'rejected') throw stored.reason;
          if (read.status === 'rejected') throw read.reason;
          return { text, ...stored.value };
        },
      );
      const text = data.text ?? rows.text;
      if (text === undefined) throw new Error(`The queries of ${type} give no data`);
      return { takenAt: snapshot.takenAt, data: { ...data, text }, rows };
    };
    const timezone = sessionTimezoneOf(request);
    const options = { signal, timeoutMs: queryTimeoutMs, workMemoryKb, timezone };
    const reading: Reading = (number === 1 && (await nextReading?.())) || { from: 'primary', database };
    const { takenAt, data, rows } = await readSnapshot(reading.database, workspaceId, options, read).catch(
      (error: unknown) => {
        throw translateQueryError(error);
      },
    );
    const dataAsOf = reading.asOf ?? takenAt;
    metrics.datasetsRead.inc({ from: reading.from });

    const parsed: unknown = JSON.parse(data.text);
    const comparison = await compareReports({ database, storage }, request, parsed, signal);
    const summary = writeSummary({
      request,
      dataAsOf,
      rowCount: rows.rowCount,
      completeness: data.completeness,
      comparison,
      labels: data.labels,
      branding: data.branding,
      data: { text: data.text, parsed },
    });
    const { bytes, sha256 } = rows;
    const storing = rows.store().then((etag) => ({ key: rowsKey, bytes, sha256, etag }));
    const [{ etag: rowsEtag }, file] = await Promise.all([
      storing,
      withFile ? storeFile(storage, request, name, { data: parsed, rows: storing }, signal) : undefined,
      storage.put(summaryKey, summary, 'application/json; charset=utf-8', signal),
    ]);

    const durationMs = performance.now() - startedAt;
    metrics.datasetDuration.observe({ type }, durationMs / 1_000);
    metrics.datasetRows.inc({ type }, rows.rowCount);
    return {
      summaryKey,
      rowsKey,
      rowCount: rows.rowCount,
      rowsBytes: rows.bytes,
      rowsSha256: rows.sha256,
      rowsEtag,
      dataAsOf,
      completeness: data.completeness,
      snapshot: data.snapshot,
      ...(comparison && { comparison }),
      ...(file && { file }),
    };
  };

/** The aggregator's activities. What a cancelled activity does is ended. */
export const createActivities = ({
  slots,
  ...dependencies
}: DatasetDependencies & { slots: WorkspaceSlots }): AggregatorActivities => {
  const buildDataset = createBuildDataset(dependencies);
  return {
    buildDataset: (request, options) => {
      const attempt = currentAttempt();
      return slots.run(request.workspace_id, () => buildDataset(request, attempt, options), attempt.signal);
    },
  };
};

const readData = async (reader: SnapshotReader, query: Fragment): Promise<string> => {
  const [row] = await reader.query<{ data: string }>(
    sql`SELECT data::text AS data FROM (${query}) AS report`.sql,
  );
  if (!row) throw new Error('The query of the data gave no row');
  return row.data;
};

const readCompleteness = async (
  reader: SnapshotReader,
  type: ReportRequest['type'],
  scope: Scope,
): Promise<{ completeness: Completeness; snapshot: string }> => {
  const [row] = await reader.query<{ completeness: Completeness; snapshot: string }>(
    completeness(scope, reportTypes[type].kinds).sql,
  );
  if (!row) throw new Error('The query of the completeness gave no row');
  return row;
};

/** How readers are shown it; undefined where the workspace says nothing. */
const readShown = async (
  reader: SnapshotReader,
): Promise<{ labels: Labels | undefined; branding: Branding | undefined }> => {
  const [row] = await reader.query<{ labels: Labels; branding: Branding }>(
    sql`SELECT labels, branding FROM workspaces WHERE id = current_workspace()`.sql,
  );
  const said = <Value extends object>(value: Value | undefined) =>
    value && Object.keys(value).length > 0 ? value : undefined;
  return { labels: said(row?.labels), branding: said(row?.branding) };
};

/** Each costs a few milliseconds of its own. */
const maxParts = 100;

/** Rows that are many, in parts; undefined where they are read by one query. */
const cutRows = async (
  reader: SnapshotReader,
  { parts }: RowsQuery,
  rowsPerPart: number,
): Promise<RowParts | undefined> => {
  if (!parts) return undefined;
  const [row] = await reader.query<{ rows: number }>(parts.count.sql);
  const queries = parts.cut(Math.min(Math.ceil((row?.rows ?? 0) / rowsPerPart), maxParts));
  return queries.length < 2
    ? undefined
    : createRowParts(queries, (ofPart, query) => csvPieces(ofPart.copy(query.sql, 'format csv')));
};

interface Rows {
  header: Buffer;
  pieces: AsyncGenerator<CsvPiece, void>;
  data?: string | undefined;
  /** What has to go on while the pieces are taken. */
  reading?: Promise<void>;
}

const readRows = async (
  reader: SnapshotReader,
  { header, query, endsInList = false }: RowsQuery,
  parts: RowParts | undefined,
): Promise<Rows> => {
  if (typeof header === 'object' && parts) {
    return { header: headerLine(header), pieces: parts.pieces(), reading: parts.read(reader) };
  }
  const copied = reader.copy(query.sql, 'format csv');
  if (typeof header === 'object') {
    return { header: headerLine(header), pieces: csvPieces(copied, { endsInList }) };
  }
  const { cells, rows } = await takeFirstRow(copied);
  const [names, data] = cells;
  return {
    header: headerLine(header(JSON.parse(names ?? '[]') as (string | null)[])),
    pieces: csvPieces(rows, { endsInList }),
    data,
  };
};
