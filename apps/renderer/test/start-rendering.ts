import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  contentTypes,
  storageKeys,
  type DatasetReference,
  type DatasetSummary,
  type RendererActivities,
  type ReportFormat,
} from '@reports/contracts';
import { createTestBucket, engineSetting } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { connectStorage } from '@reports/storage';
import { createActivities, type Dependencies } from '../src/activities.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';

export const attempt = (number: number) => ({
  name: `run-1-${number}`,
  number,
  signal: new AbortController().signal,
});

export const inFormat = (
  { request }: DatasetSummary,
  format: ReportFormat,
  reportId = request.report_id,
) => ({ ...request, format, report_id: reportId });

/** A renderer's activities with a bucket and a browser of their own. */
export const startRendering = async () => {
  const storage = connectStorage({
    ...(await createTestBucket()),
    retentionDays: { 'files/': 90, 'datasets/': 90 },
  });
  const log = createLogger({ service: 'test', level: 'silent' });
  const pdfEngine = createPdfEngine({ executablePath: engineSetting('CHROMIUM_PATH'), slots: 1, log });
  const activities = (changes: Partial<Dependencies> = {}): RendererActivities =>
    createActivities({
      storage,
      pdfEngine,
      fonts: createFontLibrary(),
      log,
      currentAttempt: () => attempt(1),
      ...changes,
    });

  /** Stores a dataset as the aggregator does. */
  const freeze = async (summary: DatasetSummary, csv: string): Promise<DatasetReference> => {
    const { workspace_id: workspace, report_id: report } = summary.request;
    const freezing = randomUUID();
    const summaryKey = storageKeys.datasetSummary(workspace, report, freezing);
    await storage.put(summaryKey, Buffer.from(JSON.stringify(summary)), contentTypes.json);
    const rows = await storage.put(
      storageKeys.datasetRows(workspace, report, freezing),
      Readable.from([Buffer.from(csv)]),
      contentTypes.csv,
    );
    return {
      summaryKey,
      rowsKey: rows.key,
      rowCount: summary.row_count,
      rowsBytes: rows.bytes,
      rowsSha256: rows.sha256,
      dataAsOf: summary.data_as_of,
    };
  };

  const stored = async (key: string) => {
    const body = await storage.getBuffer(key);
    return { body, sha256: createHash('sha256').update(body).digest('hex') };
  };

  const render =
    (changes: Partial<Dependencies> = {}): RendererActivities['renderReport'] =>
    (input) =>
      activities(changes).renderReport(input);

  return { storage, pdfEngine, log, activities, render, freeze, stored, close: () => pdfEngine.close() };
};
