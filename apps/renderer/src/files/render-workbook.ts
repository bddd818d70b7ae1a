import type { Readable } from 'node:stream';
import {
  contentTypes,
  type DatasetSummary,
  filterValues,
  type ReportData,
  reportTypes,
  storageKeys,
  streamedListOf,
  summaryDataOf,
  type RenderedFile,
} from '@reports/contracts';
import type { Storage } from '@reports/storage';
import {
  describeCompleteness,
  formatPeriod,
  labelledSummary,
  nameFilterValue,
  namesIn,
  words,
} from '@reports/wording';
import { streamRowBatches } from '../csv/stream-rows.ts';
import { describeReport, jsonSha256Of, type Provenance } from '../page/about.ts';
import { describePart } from '../page/facts.ts';
import { pageOf } from '../reports/index.ts';
import type { Cell } from '../xlsx/cells.ts';
import { rowSheets } from '../xlsx/row-sheets.ts';
import { headingOf, loneFiguresOf, tablesOf } from '../xlsx/tables.ts';
import { streamWorkbook } from '../xlsx/workbook.ts';
import { readDataset } from './read-dataset.ts';
import { fileOf, type PartOf, type Rendering } from './rendering.ts';

/** The first sheet: what the report is about, and the figures that stand in no table. */
const overviewOf = (summary: DatasetSummary, part: PartOf | undefined): Cell[][] => {
  const { request, data_as_of: dataAsOf, completeness, labels } = summary;
  const line = (label: string, value: unknown, kind: Cell['kind'] = 'text'): Cell[] => [
    { kind: 'text', value: label },
    { kind, value },
  ];
  const filters = reportTypes[request.type].filters.flatMap((name) => {
    const values = filterValues(request.filters, name)?.map((value) =>
      nameFilterValue(name, value, { labels }, { withCode: true }),
    );
    return values ? [line(`Filter: ${headingOf(name)}`, values.join(', '))] : [];
  });
  return [
    [{ kind: 'title', value: reportTypes[request.type].title }],
    [],
    ...(part ? [describePart(part)].map(({ label, values }) => line(label, values.join(', '))) : []),
    line('Workspace', request.workspace_name),
    line('From', request.from, 'date'),
    line('To', request.to, 'date'),
    line('Time zone', request.timezone),
    ...(filters.length > 0 ? filters : [line('Filters', 'None: all records of the period')]),
    line('Data as of (UTC)', dataAsOf, 'timestamp'),
    ...(completeness ? [line('Data', describeCompleteness(completeness, { ...request, dataAsOf }))] : []),
    line('Report', request.report_id),
    [],
    ...loneFiguresOf(summaryDataOf(request.type), summary.data).map(({ label, cell }) => [
      { kind: 'text' as const, value: label },
      cell,
    ]),
  ];
};

/** The last sheet: all that somebody needs to make the report again, as at the end of its PDF. */
const aboutOf = (summary: DatasetSummary, frozen: DatasetSummary, provenance: Provenance): Cell[][] => {
  const { type } = summary.request;
  const page = pageOf(type);
  const streamedList = streamedListOf(type);
  const data = { ...summary.data, ...(streamedList && { [streamedList]: [] }) } as ReportData;
  const described = {
    names: namesIn(data),
    records: page.records(data),
    jsonSha256: jsonSha256Of(frozen),
  };
  return [
    [{ kind: 'title', value: words().about.heading }],
    [],
    ...describeReport(summary, described, provenance).flatMap(({ label, values }) =>
      values.map((value, index): Cell[] => [
        { kind: 'text', value: index === 0 ? label : '' },
        { kind: 'wrapped', value },
      ]),
    ),
  ];
};

async function* once<Value>(value: Value): AsyncGenerator<Value, void> {
  yield value;
}

/**
 * Writes the report as an Excel workbook: an overview, a sheet for each table of its data, and its rows on as many sheets as they need.
 * All of it from the frozen dataset; the rows pass through and are never held.
 */
export const renderWorkbook = async (
  storage: Storage,
  { request, dataset, attempt: { name, signal } }: Rendering,
): Promise<RenderedFile> => {
  const summary = await readDataset(storage, dataset.summaryKey, request, signal);
  const rows = await storage.get(dataset.rowsKey, { bytes: dataset.rowsBytes, signal });
  try {
    const workbook = await composeWorkbook(summary, rows, {
      rowCount: dataset.rowCount,
      provenance: { rowsSha256: dataset.rowsSha256 },
    });
    const key = storageKeys.reportFile(request.workspace_id, request.report_id, name, 'xlsx');
    return fileOf(await storage.put(key, workbook, contentTypes.xlsx, signal));
  } finally {
    rows.destroy();
  }
};

/** The workbook of a report, or of a part of one, as a stream; `csv` are its rows. */
export const composeWorkbook = async (
  frozen: DatasetSummary,
  csv: AsyncIterable<Buffer>,
  { rowCount, provenance, part }: { rowCount: number; provenance: Provenance; part?: PartOf },
): Promise<Readable> => {
  const summary = labelledSummary(frozen);
  const { type } = summary.request;
  const { columns, data: schema, title } = reportTypes[type];
  const tables = tablesOf(summaryDataOf(type), summary.data);
  const batches = streamRowBatches(csv, columns, summary.cell_rule ?? 1);
  return streamWorkbook({
    title: `${title}${part ? `: ${part.name}` : ''}, ${formatPeriod(summary.request.from, summary.request.to)}`,
    author: summary.request.workspace_name,
    createdAt: summary.data_as_of,
    paper: summary.branding?.paper ?? 'a4',
    sheets: [
      { name: 'Overview', widths: [34, 22], lines: overviewOf(summary, part) },
      ...tables.map((table) => ({ ...table, firstRows: table.rows, batches: once(table.rows) })),
      ...(await rowSheets(batches, {
        name: headingOf(streamedListOf(type) ?? 'rows'),
        columns,
        schema,
        labels: summary.labels,
        rowCount,
      })),
      { name: words().about.heading, widths: [34, 90], lines: aboutOf(summary, frozen, provenance) },
    ],
  });
};
