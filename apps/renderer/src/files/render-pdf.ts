import {
  contentTypes,
  type DatasetSummary,
  reportTypes,
  storageKeys,
  type RenderedFile,
} from '@reports/contracts';
import { inSpan, type Logger } from '@reports/service';
import type { Storage } from '@reports/storage';
import { composeReport } from '../compose-report.ts';
import type { Provenance } from '../page/about.ts';
import { finishPdf } from '../pdf/finish-pdf.ts';
import { readListedRows } from '../csv/stream-rows.ts';
import type { FontLibrary } from '../fonts/font-library.ts';
import type { PdfEngine, PrintedPdf } from '../pdf/pdf-engine.ts';
import { pageOf } from '../reports/index.ts';
import { readDataset } from './read-dataset.ts';
import { fileOf, type PartOf, type Rendering } from './rendering.ts';

export interface PdfDependencies {
  storage: Storage;
  pdfEngine: PdfEngine;
  fonts: FontLibrary;
  log: Logger;
}

/** Composes the report as a page, prints it and stores the PDF. */
export const renderPdf = async (
  { storage, pdfEngine, fonts, log }: PdfDependencies,
  { request, dataset, attempt: { name, signal } }: Rendering,
): Promise<RenderedFile> => {
  const summary = await readDataset(storage, dataset.summaryKey, request, signal);
  const { columns } = reportTypes[summary.request.type];
  const { listed: which } = pageOf(summary.request.type);
  const listed =
    which === undefined
      ? []
      : await readListedRows(
          await storage.get(dataset.rowsKey, { bytes: dataset.rowsBytes, signal }),
          columns,
          { rule: summary.cell_rule ?? 1, ...which },
        );
  const { pdf, pageCount } = await printReport(
    { pdfEngine, fonts, log },
    { summary, listed, provenance: { rowsSha256: dataset.rowsSha256 }, signal },
  );
  const key = storageKeys.reportFile(request.workspace_id, request.report_id, name, 'pdf');
  return { ...fileOf(await storage.put(key, pdf, contentTypes.pdf, signal)), pageCount };
};

/** The PDF of a report, or of a part of one, from its dataset. */
export const printReport = async (
  { pdfEngine, fonts, log }: Omit<PdfDependencies, 'storage'>,
  {
    summary,
    listed,
    provenance,
    part,
    signal,
  }: {
    summary: DatasetSummary;
    listed: readonly unknown[];
    provenance: Provenance;
    part?: PartOf;
    signal: AbortSignal;
  },
): Promise<PrintedPdf> => {
  const { request } = summary;
  const { html, metadata, missingCharacters } = composeReport(summary, listed, fonts, { provenance, part });
  if (missingCharacters.length > 0) {
    log.warn(
      {
        report_id: request.report_id,
        workspace_id: request.workspace_id,
        characters: missingCharacters.slice(0, 20),
      },
      'no font of the project has these characters: they show as boxes',
    );
  }
  const { pdf: printed, pageCount } = await inSpan(
    'print PDF',
    { attributes: { 'reports.html_bytes': html.length } },
    () => pdfEngine.print(html, request.workspace_id, signal),
  );
  return { pdf: await finishPdf(printed, { ...metadata, createdAt: new Date() }), pageCount };
};
