import {
  cellRule,
  type ReportRequest,
  reportTypeNames,
  reportTypes,
  type ReportType,
} from '@reports/contracts';
import { Type, type TProperties, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** The schema of a type's `data` as the summary has it: without the list that streams. */
const summarySchema = (type: ReportType): TSchema => {
  const definition = reportTypes[type];
  const streamedList = 'streamedList' in definition ? definition.streamedList : undefined;
  const properties = Object.entries(definition.data.properties as TProperties).filter(
    ([name]) => name !== streamedList,
  );
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false });
};

const validators = new Map<ReportType, Validator>(
  reportTypeNames.map((type) => [type, Compile(summarySchema(type))]),
);

/**
 * A dataset's `summary.json`, with `data` as the database wrote it: its numbers keep their decimals. Throws when `data` is not
 * as its schema says, which is a fault of the query.
 */
export const writeSummary = ({
  request,
  dataAsOf,
  rowCount,
  data,
}: {
  request: ReportRequest;
  dataAsOf: string;
  rowCount: number;
  /** JSON. */
  data: string;
}): Buffer => {
  const validator = validators.get(request.type);
  const parsed: unknown = JSON.parse(data);
  if (!validator?.Check(parsed)) {
    const faults = validator?.Errors(parsed).map(({ instancePath, message }) => `${instancePath} ${message}`);
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
  });
  return Buffer.from(`${head.slice(0, -1)},"data":${data}}`);
};
