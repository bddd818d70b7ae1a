import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ReportFormat } from '@reports/contracts';
import { root } from '../layout.ts';
import type { ApiClient, DemoReport } from './api-client.ts';

export interface Timing {
  format: ReportFormat;
  /** POST to completed, as the client's clock has it, in milliseconds; one for each run, in order. */
  runs: number[];
  file: string;
  bytes: number;
  report: DemoReport;
}

const runsPerFormat = 5;

const save = async (format: ReportFormat, report: DemoReport): Promise<{ file: string; bytes: number }> => {
  const directory = join(root, 'out');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `qa_performance.${format}`);
  let body: Buffer;
  if (format === 'json') {
    body = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const response = await fetch(report.download_url ?? '');
    if (!response.ok) throw new Error(`The ${format} file could not be downloaded: ${response.status}`);
    body = Buffer.from(await response.arrayBuffer());
  }
  writeFileSync(file, body);
  return { file, bytes: body.length };
};

/** Makes the QA report in one format a few times, one after another, and saves the last one under `out/`. */
export const timeReports = async (
  client: ApiClient,
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
    const report = await client.finishedReport(report_id);
    runs.push(performance.now() - startedAt);
    if (isLast) return { format, runs, report, ...(await save(format, report)) };
  }
};

/** The middle one of an odd number of runs. */
export const median = (runs: readonly number[]): number =>
  runs.toSorted((left, right) => left - right)[Math.floor(runs.length / 2)] ?? Number.NaN;
