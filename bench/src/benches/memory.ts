import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  contentTypes,
  reportTypes,
  storageKeys,
  type DatasetReference,
  type DatasetSummary,
} from '@reports/contracts';
import { sparing } from '@reports/local-platform/services';
import type { Storage } from '@reports/storage';
import { anAttempt, connectStageStorage, requestFor } from '../connections.ts';
import { month } from '../data/sizes.ts';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/statistics.ts';
import { type Outcome, ratioOfRounds } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../renderer-memory-main.ts');
const rowsPerPiece = 2_000;

async function* violationRows(count: number): AsyncGenerator<Buffer> {
  yield Buffer.from(`${reportTypes.compliance_audit.columns.map(({ name }) => name).join(',')}\r\n`);
  for (let start = 0; start < count; start += rowsPerPiece) {
    const rows = Array.from({ length: Math.min(rowsPerPiece, count - start) }, (_, index) => {
      const number = String(start + index).padStart(8, '0');
      return `chk_${number},${month.from}T08:00:00Z,call_${number},agt_00001,Asha Iyer,cmp_001,Renewals 001,Card number redaction,critical,"Card number spoken, line ${index}"\r\n`;
    });
    yield Buffer.from(rows.join(''));
  }
}

/** A dataset of so many violations, as the aggregator would have left it. */
const storeDataset = async (storage: Storage, rowCount: number) => {
  const request = requestFor('ws_memory', month, { type: 'compliance_audit' });
  const data = {
    checks_performed: rowCount,
    checks_passed: 0,
    checks_failed: rowCount,
    pass_rate: 0,
    severity_breakdown: [{ severity: 'critical', violations: rowCount }],
    check_results: [],
  };
  const dataAsOf = `${month.to}T00:00:00Z`;
  const summary: DatasetSummary = {
    schema_version: reportTypes.compliance_audit.schemaVersion,
    request,
    data_as_of: dataAsOf,
    row_count: rowCount,
    data,
  };
  const { name } = anAttempt();
  const summaryKey = storageKeys.datasetSummary(request.workspace_id, request.report_id, name);
  const rowsKey = storageKeys.datasetRows(request.workspace_id, request.report_id, name);
  await storage.put(summaryKey, Buffer.from(JSON.stringify(summary)), contentTypes.json);
  const body = Readable.from(violationRows(rowCount), { objectMode: false });
  const rows = await storage.put(rowsKey, body, contentTypes.csv);
  const dataset: DatasetReference = {
    summaryKey,
    rowsKey,
    rowCount,
    rowsBytes: rows.bytes,
    rowsSha256: rows.sha256,
    dataAsOf,
  };
  return { request, dataset };
};

/** The formats for which rows pass through the renderer, and how often each is made: a workbook of millions of rows takes minutes. */
const formats = [
  { format: 'json', name: 'JSON', mostRounds: 5 },
  { format: 'xlsx', name: 'workbook', mostRounds: 2 },
] as const;

/** Mebibytes above idle at the highest, of a process of its own that renders the dataset. */
const measureOnce = async (stage: Stage, job: Awaited<ReturnType<typeof storeDataset>>): Promise<number> => {
  const { stdout } = await run(
    process.execPath,
    [...(sparing.renderer?.options ?? []), program, JSON.stringify(job)],
    { env: { ...process.env, ...stage.platform.environment } },
  );
  const { idleBytes, peakBytes } = JSON.parse(stdout) as { idleBytes: number; peakBytes: number };
  return (peakBytes - idleBytes) / 1024 ** 2;
};

/** The renderer's memory while rows pass through it, many and fewer. */
export const memory: Bench = async (stage) => {
  const storage = connectStageStorage(stage);
  const { large, small } = stage.sizes.streamedRows;
  const [many, fewer] = [await storeDataset(storage, large), await storeDataset(storage, small)];
  const measured: Outcome[] = [];
  try {
    for (const { format, name, mostRounds } of formats) {
      const inFormat = ({ request, dataset }: typeof many) => ({ request: { ...request, format }, dataset });
      const rounds = await interleave(
        {
          ours: () => measureOnce(stage, inFormat(many)),
          reference: () => measureOnce(stage, inFormat(fewer)),
        },
        { rounds: Math.min(mostRounds, stage.sizes.rounds), warmUps: 0 },
      );
      measured.push({
        measure: `renderer's resident memory above idle, ${name} of ${large.toLocaleString('en')} rows ÷ ${small.toLocaleString('en')} rows`,
        ours: `${median(rounds.ours).toFixed(1)} MiB`,
        reference: `${median(rounds.reference).toFixed(1)} MiB`,
        result: ratioOfRounds(rounds.ours, rounds.reference),
        unit: '',
        target: { atMost: 1.1 },
        note: `${Math.round(many.dataset.rowsBytes / 1024 ** 2)} MiB of CSV in; a fresh process for each; idle is after a small report; CSV files are copied inside storage and pass by the renderer`,
        rounds,
      });
    }
    return measured;
  } finally {
    for (const { dataset } of [many, fewer]) await storage.remove(dataset.rowsKey);
  }
};
