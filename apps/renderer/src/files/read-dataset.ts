import {
  cellRule,
  DatasetSummary,
  newerInSummary,
  reportTypeNames,
  reportTypes,
  summaryDataOf,
  type ReportRequest,
  type ReportType,
} from '@reports/contracts';
import { newerVersion, ServiceError } from '@reports/service';
import { isKnownLanguage } from '@reports/wording';
import type { Storage } from '@reports/storage';
import { Compile, type Validator } from 'typebox/compile';

const checkSummary = Compile(DatasetSummary);

const dataValidators = new Map<ReportType, Validator>(
  reportTypeNames.map((type) => [type, Compile(summaryDataOf(type))]),
);

const invalid = (key: string, fault: string, cause?: unknown) =>
  new ServiceError({
    code: 'dataset_invalid',
    message: `The dataset "${key}" cannot be rendered: ${fault}. Post the report again to have it made again.`,
    fate: 'fault',
    cause,
  });

const parseJson = (key: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(key, 'it is not JSON', cause);
  }
};

const firstFault = (faults: readonly { instancePath: string; message: string }[]): string =>
  faults[0] === undefined ? 'it has a fault' : `${faults[0].instancePath || 'it'} ${faults[0].message}`;

/**
 * Reads a frozen dataset's summary for a request, which may be for another format than the first one; it is checked
 * against its type's schema. Throws `object_missing`, `dataset_invalid`, or `newer_version` for one of a newer release.
 */
export const readDataset = async (
  storage: Pick<Storage, 'getBuffer'>,
  key: string,
  request: ReportRequest,
  signal: AbortSignal,
): Promise<DatasetSummary> => {
  const summary = parseJson(key, (await storage.getBuffer(key, { signal })).toString());
  const newer = newerInSummary(summary);
  if (newer.length > 0) throw newerVersion(newer);
  if (!checkSummary.Check(summary)) throw invalid(key, firstFault(checkSummary.Errors(summary)));
  const { type } = summary.request;
  const { schemaVersion } = reportTypes[type];
  if (summary.schema_version < schemaVersion - 1) {
    throw invalid(
      key,
      `it has version ${summary.schema_version} of ${type}, and this renderer knows ${schemaVersion - 1} and ${schemaVersion}`,
    );
  }
  if ((summary.cell_rule ?? 1) > cellRule) {
    throw newerVersion([`rule ${summary.cell_rule} of the cells of rows.csv`]);
  }
  const { language } = summary.branding ?? {};
  if (language !== undefined && !isKnownLanguage(language)) throw newerVersion([`the language ${language}`]);
  const validator = dataValidators.get(type);
  if (!validator?.Check(summary.data)) {
    throw invalid(key, firstFault(validator?.Errors(summary.data) ?? []));
  }
  // How the first file was split says nothing of this one.
  const { split_by: _split, ...asked } = summary.request;
  return {
    ...summary,
    request: {
      ...asked,
      report_id: request.report_id,
      workspace_name: request.workspace_name,
      format: request.format,
      ...(request.split_by !== undefined && { split_by: request.split_by }),
      ...(request.dataset_report_id !== undefined && { dataset_report_id: request.dataset_report_id }),
    },
  };
};
