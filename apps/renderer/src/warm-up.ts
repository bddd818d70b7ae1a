import { reportTypeNames, reportTypes, type DatasetSummary, type ReportType } from '@reports/contracts';
import { messageOf } from '@reports/service';
import type { TObject } from 'typebox';
import { Create } from 'typebox/value';
import { composeReport } from './compose-report.ts';
import type { PdfDependencies } from './files/render-pdf.ts';

const emptyDataset = (type: ReportType): DatasetSummary => {
  const { data, schemaVersion }: { data: TObject; schemaVersion: number } = reportTypes[type];
  return {
    schema_version: schemaVersion,
    request: {
      report_id: 'rpt_0',
      workspace_id: 'ws_0',
      workspace_name: 'Warm-up',
      type,
      format: 'pdf',
      from: '2024-01-01',
      to: '2024-01-31',
      timezone: 'UTC',
      filters: {},
    },
    data_as_of: '2024-01-31T00:00:00Z',
    row_count: 0,
    data: Create(data) as DatasetSummary['data'],
  };
};

/**
 * Renders each type once with nothing in it, so that templates are compiled, fonts read and Chromium started before the
 * first report asks. What fails here fails in the reports that need it, which say so; the log says it now.
 */
export const warmUp = ({ fonts, pdfEngine, log }: Omit<PdfDependencies, 'storage'>): void => {
  for (const type of reportTypeNames) {
    try {
      const { html } = composeReport(emptyDataset(type), [], fonts);
      pdfEngine
        .print(html, 'warm-up')
        .catch((error: unknown) => log.error({ err: error, type }, messageOf(error)));
    } catch (error) {
      log.error({ err: error, type }, messageOf(error));
    }
  }
};
