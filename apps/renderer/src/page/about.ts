import { createHash } from 'node:crypto';
import { type DatasetSummary, streamedListOf } from '@reports/contracts';
import { formatInstant, formatQuantity, nameDays, type NamesById, words } from '@reports/wording';
import { daysBetween, formatZone, isOver } from '../formatting/dates.ts';
import { describeFilters, type Fact } from './facts.ts';

/** What of a dataset its summary does not say. */
export interface Provenance {
  /** SHA-256 of `rows.csv`, hexadecimal. */
  rowsSha256: string;
}

/** What the page knows of the figures. */
export interface Described {
  names: NamesById;
  /** How many records the figures are of. */
  records: string;
  jsonSha256: string | undefined;
}

/** SHA-256 of the JSON report, which is made of the same summary; of a type with a streamed list its bytes are not at hand here. */
export const jsonSha256Of = ({ request, data }: DatasetSummary): string | undefined =>
  streamedListOf(request.type) === undefined
    ? createHash('sha256').update(JSON.stringify(data)).digest('hex')
    : undefined;

const fact = (label: string, ...values: string[]): Fact => ({ label, values, wide: true });

/** Everything that somebody needs to make the report again, and to see that it is the same. */
export const describeReport = (
  summary: DatasetSummary,
  { names, records, jsonSha256: json }: Described,
  provenance: Provenance | undefined,
): Fact[] => {
  const { request, data_as_of: dataAsOf, completeness, schema_version: version } = summary;
  const { from, to, timezone, type } = request;
  const empty = completeness?.days_without_data ?? [];
  const { about: say, page, titles } = words();
  return [
    fact(page.report, request.report_id),
    ...(request.dataset_report_id === undefined
      ? []
      : [fact(say.figures, say.figuresOf(request.dataset_report_id))]),
    fact(say.type, say.typeOf(titles[type], type, String(version))),
    fact(say.workspace, request.workspace_name, request.workspace_id),
    fact(
      say.period,
      say.fromTo(from, to, formatQuantity(daysBetween(from, to), 'day')),
      isOver(to, dataAsOf, timezone) ? say.over : say.notOver,
    ),
    fact(page.timeZone, formatZone(timezone, from, to)),
    fact(page.dataAsOf, formatInstant(dataAsOf, timezone), `${dataAsOf} UTC`),
    fact(say.records, records),
    ...(completeness
      ? [
          fact(
            say.daysWithoutRecords,
            empty.length === 0 ? say.noDays : `${empty.length}: ${nameDays(empty)}`,
          ),
        ]
      : []),
    ...describeFilters(request.filters, { names, labels: summary.labels }, { whole: true }),
    ...(provenance ? [fact(say.csvSum, provenance.rowsSha256)] : []),
    ...(json === undefined ? [] : [fact(say.jsonSum, json)]),
  ];
};
