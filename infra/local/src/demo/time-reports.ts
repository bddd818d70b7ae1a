import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import type { Report, ReportsClient } from '@reports/client';
import type { ReportFormat } from '@reports/contracts';
import { root } from '../layout.ts';

export interface Timing {
  format: ReportFormat;
  /** POST to completed, as the client's clock has it, in milliseconds; one for each run, in order. */
  runs: number[];
  file: string;
  bytes: number;
  report: Report;
}

const runsPerFormat = 5;

const save = async (client: ReportsClient, report: Report): Promise<{ file: string; bytes: number }> => {
  const directory = join(root, 'out');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `qa_performance.${report.format}`);
  const { body } = await client.downloadReport(report);
  await pipeline(body, createWriteStream(file));
  return { file, bytes: statSync(file).size };
};

/** Makes the QA report in one format a few times, one after another, and saves the last one under `out/`. */
export const timeReports = async (
  client: ReportsClient,
  format: ReportFormat,
  period: { from: string; to: string },
  notify?: { email: string },
): Promise<Timing> => {
  const runs: number[] = [];
  for (;;) {
    const isLast = runs.length === runsPerFormat - 1;
    const startedAt = performance.now();
    const { report_id } = await client.createReport({
      type: 'qa_performance',
      format,
      ...period,
      ...(isLast && notify !== undefined && { notify }),
    });
    const report = await client.waitForReport(report_id);
    runs.push(performance.now() - startedAt);
    if (isLast) return { format, runs, report, ...(await save(client, report)) };
  }
};

/** The middle one of an odd number of runs. */
export const median = (runs: readonly number[]): number =>
  runs.toSorted((left, right) => left - right)[Math.floor(runs.length / 2)] ?? Number.NaN;
