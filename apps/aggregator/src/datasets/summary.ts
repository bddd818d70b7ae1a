import {
  type Branding,
  cellRule,
  type Comparison,
  type Completeness,
  type Labels,
  type ReportRequest,
  reportTypeNames,
  reportTypes,
  type ReportType,
  summaryDataOf,
} from '@reports/contracts';
import { Type } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

const validators = new Map<ReportType, Validator>(
  reportTypeNames.map((type) => [
    type,
    // A field that nobody has named is a fault of the query.
    Compile(Type.Object(summaryDataOf(type).properties, { additionalProperties: false })),
  ]),
);

/**
 * A dataset's `summary.json`, with `data` as the database wrote it: its numbers keep their decimals. Throws when `data` is not
 * as its schema says, which is a fault of the query.
 */
export const writeSummary = ({
  request,
  dataAsOf,
  rowCount,
  completeness,
  comparison,
  labels,
  branding,
  data,
}: {
  request: ReportRequest;
  dataAsOf: string;
  rowCount: number;
  completeness: Completeness;
  comparison: Comparison | undefined;
  labels: Labels | undefined;
  branding: Branding | undefined;
  /** JSON, and what it says. */
  data: { text: string; parsed: unknown };
}): Buffer => {
  const validator = validators.get(request.type);
  if (!validator?.Check(data.parsed)) {
    const faults = validator
      ?.Errors(data.parsed)
      .map(({ instancePath, message }) => `${instancePath} ${message}`);
    throw new Error(
      `The data of ${request.type} is not as its schema says: ${faults?.slice(0, 5).join('; ')}`,
    );
  }
  const head = JSON.stringify({
    schema_version: reportTypes[request.type].schemaVersion,
    request,
    data_as_of: dataAsOf,
    row_count: rowCount,
    cell_rule: cellRule,
    completeness,
    comparison,
    labels,
    branding,
  });
  return Buffer.from(`${head.slice(0, -1)},"data":${data.text}}`);
};
